"""What follows where nobody answers."""

from __future__ import annotations

import pytest

from notify_cast import NIGHT, House, contact, deliveries, three, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.notify.channels.port import Became, Refused
from otasuke.web.notify.models import Delivery, StaffCall
from otasuke.web.notify.outbox import end
from otasuke.web.notify.policy import Way
from otasuke.web.notify.sending import Sender
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import employ

State = Delivery.State
SAKAKI, MATSUBARA, KITANO = "090-0000-0001", "090-0000-0002", "06-0000-0003"


@pytest.fixture
def house(companies) -> House:
    three(companies.minori)
    house = House()
    house.clock.now = NIGHT
    return house


def unanswered(house: House) -> None:
    """Whoever is called now does not answer."""
    for one in deliveries(way="call", state=State.ACCEPTED):
        end(one.id, State.FAILED, at=house.clock.now, words="no-answer")


def test_who_does_not_answer_is_followed_by_the_next_at_once(companies, house: House) -> None:
    told(companies.minori, at=NIGHT)
    house.send()
    assert (house.call.whom, house.sms.whom) == ([SAKAKI], [SAKAKI])

    house.clock.go(seconds=40)
    unanswered(house)
    house.send()

    assert (house.call.whom, house.sms.whom) == ([SAKAKI, MATSUBARA], [SAKAKI, MATSUBARA])
    assert house.mail.whom == []


def test_who_is_not_heard_of_is_followed_after_three_minutes(companies, house: House) -> None:
    told(companies.minori, at=NIGHT)
    house.send()
    house.send(minutes=3)
    house.send(minutes=3)

    assert house.call.whom == [SAKAKI, MATSUBARA, KITANO]


def test_after_all_were_called_come_mails_the_staff_and_another_round(companies, house: House) -> None:
    hayase = Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example", phone="090-0000-0011")
    employ(hayase, Role.ANALYST)
    told(companies.minori, at=NIGHT)
    for _ in range(3):
        house.send(seconds=30)
        unanswered(house)
    assert house.mail.whom == []

    house.send()
    assert house.mail.whom == ["sakaki@minori.example", "matsubara@minori.example"]
    assert house.call.whom == [SAKAKI, MATSUBARA, KITANO, "090-0000-0011"]
    assert house.call.sent[-1].words.title == "有限会社みのり坂木工が電話に出ません"
    with across("tests"):
        assert StaffCall.objects.get().customer_id == companies.minori.id
    house.send(minutes=6)
    assert house.call.whom[4:] == [SAKAKI]


def test_who_presses_the_key_ends_the_calls(companies, house: House) -> None:
    message = told(companies.minori, at=NIGHT)
    house.send()
    (call,) = deliveries(way="call", state=State.ACCEPTED)

    end(call.id, State.ACKNOWLEDGED, at=house.clock.go(seconds=30))
    house.send(hours=2)

    with tenant_scope(companies.minori.id):
        message.refresh_from_db()
    assert (message.acknowledged_by, message.acknowledged_how) == ("坂木 実", "key")
    assert house.call.whom == [SAKAKI]
    assert house.mail.whom == []


def test_a_key_that_was_pressed_late_ends_them_too(companies, house: House) -> None:
    told(companies.minori, at=NIGHT)
    house.send()
    (call,) = deliveries(way="call", state=State.ACCEPTED)
    end(call.id, State.FAILED, at=house.clock.now)

    end(call.id, State.ACKNOWLEDGED, at=house.clock.now)
    house.send(hours=1)

    assert house.call.whom == [SAKAKI]


def test_where_the_carrier_refuses_everything_mails_do_not_wait(companies, house: House) -> None:
    told(companies.minori, at=NIGHT)
    refused = [Refused("away", is_permanent=False) for _ in range(60)]
    house.call.then, house.sms.then = list(refused), list(refused)

    house.send()
    house.send(seconds=10)

    assert house.mail.whom == ["sakaki@minori.example", "matsubara@minori.example"]
    assert house.call.sent == []


def test_a_number_that_there_is_not_is_followed_by_the_next_at_once(companies, house: House) -> None:
    told(companies.minori, at=NIGHT)
    house.call.then = [Refused("no such number", is_permanent=True)]

    house.send()

    assert house.call.whom == [MATSUBARA]


def test_a_text_that_fails_is_followed_by_a_mail_to_the_same_person(companies, house: House) -> None:
    told(companies.minori, at=NIGHT)
    house.sms.then = [Became.FAILED]

    house.send()

    assert house.mail.whom == ["sakaki@minori.example"]


def test_a_yellow_that_fails_goes_on_to_the_next_way_and_person(companies) -> None:
    contact(companies.minori)
    contact(companies.minori, 2, name="松原 恵", phone="", email="matsubara@minori.example")
    house = House()
    told(companies.minori, Colour.YELLOW)
    house.mail.then = [Refused("no such mailbox", is_permanent=True)]
    house.sms.then = [Refused("no such number", is_permanent=True)]

    house.send()

    assert house.mail.whom == ["matsubara@minori.example"]
    assert [(one.way, one.state) for one in deliveries()] == [
        ("mail", "given_up"), ("sms", "given_up"), ("mail", "accepted"),
    ]  # fmt: skip


def test_calls_do_not_go_on_for_ever(companies) -> None:
    contact(companies.minori, email="")
    house = House()
    told(companies.minori)
    for _ in range(60):
        house.send(minutes=31)
        unanswered(house)

    assert 40 < len(house.call.sent) < 60
    assert deliveries(state=State.WAITING, staff_call=None) == []


def test_where_there_is_no_carrier_mails_go_at_once_and_nothing_goes_round_in_circles(companies, house: House) -> None:
    employ(Person.objects.create(name="早瀬 遥", email="h@naniwa.example", phone="090-0000-0011"), Role.MANAGER)
    told(companies.minori, at=NIGHT)
    sender = Sender({Way.MAIL: house.mail}, number=1, clock=house.clock)

    sender.empty()
    house.clock.go(hours=5)
    sender.empty()

    assert sorted(house.mail.whom) == ["h@naniwa.example", "matsubara@minori.example", "sakaki@minori.example"]
    assert not deliveries(state=State.WAITING)
    assert {one.round for one in deliveries()} == {0}


def test_a_company_that_cannot_be_called_is_the_staffs_at_once(companies) -> None:
    employ(Person.objects.create(name="早瀬 遥", email="h@naniwa.example", phone="090-0000-0011"), Role.MANAGER)
    contact(companies.minori, phone="")
    house = House()

    told(companies.minori)
    house.send()

    assert house.mail.whom[0] == "sakaki@minori.example"
    assert house.call.whom == ["090-0000-0011"]
    assert house.call.sent[0].words.title == "有限会社みのり坂木工に電話ができません"
