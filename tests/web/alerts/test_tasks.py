"""What alerts do by themselves."""

from __future__ import annotations

from finding_cast import DAY, NOW
from otasuke.web.alerts import silences
from otasuke.web.alerts.models import Silence
from otasuke.web.alerts.tasks import ask_again
from otasuke.web.tenancy.scope import across
from staff_cast import hayase


def test_each_hour_silences_that_are_over_become_questions(companies) -> None:
    judge = hayase()
    for customer in (companies.minori, companies.kobato):
        silences.make(
            customer.id, {"rule": "r1"}, reason="棚卸しの道具", ends=NOW + DAY, owner=judge, actor=judge, at=NOW
        )

    ask_again(NOW + DAY)

    with across("tests"):
        assert [one.asked_at for one in Silence.objects.all()] == [NOW + DAY] * 2
