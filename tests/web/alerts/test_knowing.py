"""What is known of a company when something is found there."""

from __future__ import annotations

from datetime import time

from finding_cast import DAY, NOW, alerts_of, arrive, detection, watched
from otasuke.web.accounts.models import Person
from otasuke.web.alerts.models import Silence
from otasuke.web.customers.models import ExpectedTime, OddProgram
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import from_data


def held(companies) -> tuple[str, str]:
    (alert,) = alerts_of(companies.minori)
    return alert.held_by, str(from_data(alert.held_why)) if alert.held_why else ""


def test_a_program_on_the_card_disturbs_nobody(companies) -> None:
    with tenant_scope(companies.minori.id):
        OddProgram.objects.create(customer=companies.minori, name="Invoice", words="請求書をつくる")

    arrive(detection("minori", by=watched(companies.minori)))

    by, why = held(companies)
    assert by == "context"
    assert "請求書をつくる" in why


def test_the_card_of_another_company_explains_nothing_here(companies) -> None:
    with tenant_scope(companies.kobato.id):
        OddProgram.objects.create(customer=companies.kobato, name="Invoice", words="請求書をつくる")

    arrive(detection("minori", by=watched(companies.minori)))

    assert held(companies) == ("", "")


def test_times_of_the_card_are_japan_s(companies) -> None:
    with tenant_scope(companies.minori.id):
        ExpectedTime.objects.create(
            customer=companies.minori, kind="maintenance", weekday=1, begins=time(9, 30), minutes=30, words="保守"
        )

    arrive(detection("minori", by=watched(companies.minori)))

    assert held(companies)[0] == "context"


def silence(companies, **changes) -> Silence:
    person = Person.objects.create(name="早瀬 遥", email="hayase@example.jp")
    facts = {"wanted": {"rule": "r1"}, "reason": "棚卸しの道具", "begins": NOW - DAY, "ends": NOW + DAY} | changes
    with tenant_scope(companies.minori.id):
        return Silence.objects.create(customer=companies.minori, owner=person, made_by=person, **facts)


def test_a_silence_holds_what_it_is_for_while_it_lasts(companies) -> None:
    made = silence(companies)

    arrive(detection("minori", by=watched(companies.minori)))

    (alert,) = alerts_of(companies.minori)
    assert (alert.held_by, alert.silence_id) == ("silence", made.id)


def test_a_silence_that_is_over_holds_nothing_more(companies) -> None:
    silence(companies, begins=NOW - 3 * DAY, ends=NOW - DAY)

    arrive(detection("minori", by=watched(companies.minori)))

    assert held(companies) == ("", "")


def test_what_was_silent_disturbs_when_it_is_seen_after_the_end(companies) -> None:
    pc = watched(companies.minori)
    silence(companies, ends=NOW + DAY)
    arrive(detection("minori", by=pc))

    (incident,) = arrive(detection("minori", at=NOW + 2 * DAY, by=pc), at=NOW + 2 * DAY)

    assert incident.colour == "黄"
    assert held(companies) == ("", "")


def test_no_silence_hides_what_is_red(companies) -> None:
    silence(companies)

    (incident,) = arrive(detection("minori", level="critical", by=watched(companies.minori)))

    assert incident.colour == "赤"
