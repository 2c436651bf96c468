"""A company that nobody reaches."""

from __future__ import annotations

from notify_cast import NIGHT, contact, told
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.notify.unreached import tell_staff
from staff_cast import employ


def test_the_staff_hear_once_which_company_it_is_and_what_it_is_about(companies) -> None:
    employ(Person.objects.create(name="早瀬 遥", email="h@naniwa.example", phone="090-0000-0011"), Role.MANAGER)
    contact(companies.minori)
    message = told(companies.minori)

    call = tell_staff(message, at=NIGHT)

    assert tell_staff(message, at=NIGHT).id == call.id
    words = call.in_language("ja")
    assert words.title == "有限会社みのり坂木工が電話に出ません"
    assert message.in_language("ja").title in words.happened
    assert "does not answer" in call.in_language("en").title
