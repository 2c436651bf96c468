"""How often companies were disturbed, and by whose turn."""

from __future__ import annotations

import pytest

from finding_cast import DAY, HOUR, NOW, arrive, detection, incidents_of, watched
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.incidents import budget
from otasuke.web.incidents.errors import CannotBe
from otasuke.web.incidents.models import Incident, Interruption
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def person(companies) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@example.jp")


@pytest.fixture
def incident(companies) -> Incident:
    arrive(detection("minori", by=watched(companies.minori)))
    return incidents_of(companies.minori)[0]


def interrupt(incident: Incident, person: Person, *, reason: str = "", at=NOW) -> None:
    with tenant_scope(incident.customer_id):
        budget.interrupt(incident, by=person, reason=reason, at=at)


def used(person: Person, at=NOW) -> tuple[int, int]:
    found = budget.budgets([person.id], at=at)[person.id]
    return found.used, found.unjustified


def test_what_is_found_disturbs_once(companies, incident) -> None:
    arrive(detection("minori", by=None, sensor="KEIRI-02", at=NOW + HOUR), at=NOW + HOUR)

    with tenant_scope(companies.minori.id):
        assert [one.colour for one in Interruption.objects.filter(incident=incident)] == ["黄"]


def test_beyond_the_budget_nothing_goes_out_without_a_reason(incident, person, monkeypatch) -> None:
    monkeypatch.setattr(budget, "limit", lambda: 1)
    interrupt(incident, person)

    with pytest.raises(CannotBe, match="上限"):
        interrupt(incident, person)
    interrupt(incident, person, reason="攻撃が続いた")

    assert used(person) == (2, 0)


def test_red_is_neither_held_up_nor_counted(incident, person, monkeypatch) -> None:
    monkeypatch.setattr(budget, "limit", lambda: 0)
    incident.set_colour = Colour.RED.value

    interrupt(incident, person)

    assert used(person) == (0, 0)


def test_tomorrow_begins_anew(incident, person) -> None:
    interrupt(incident, person)

    assert used(person) == (1, 0)
    assert used(person, NOW + DAY) == (0, 0)


def test_a_reason_is_given_afterwards_for_all_that_have_none(incident, person, monkeypatch) -> None:
    for number in range(3):
        interrupt(incident, person, reason="", at=NOW + number * HOUR)
    monkeypatch.setattr(budget, "limit", lambda: 1)
    later = NOW + 4 * HOUR

    assert used(person, later) == (3, 2)
    with pytest.raises(CannotBe, match="理由"):
        budget.justify(" ", by=person, at=later)
    assert budget.justify("攻撃が続いた", by=person, at=later) == 2
    assert used(person, later) == (3, 0)
    assert budget.justify("もう一度", by=person, at=later) == 0


def test_a_week_is_counted_by_days(incident, person) -> None:
    interrupt(incident, person, at=NOW - 2 * DAY)

    with across("tests"):
        assert budget.by_day(NOW) == [0, 0, 0, 0, 1, 0, 1]


def test_the_limit_is_a_setting(settings_limit) -> None:
    assert budget.limit() == 3


@pytest.fixture
def settings_limit(monkeypatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "INTERRUPTIONS_A_DAY", 3)
