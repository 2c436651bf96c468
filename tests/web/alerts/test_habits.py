"""What is usual at a company."""

from __future__ import annotations

from datetime import timedelta

from finding_cast import DAY, NOW, alerts_of, arrive, detection, watched
from otasuke.web.alerts.habits import habits_of
from otasuke.web.tenancy.scope import tenant_scope

OWN = "1b5a3c0e"


def held(companies, *days: int, since: int) -> list[str]:
    """What holds the same thing found on these days, at a company that was heard first `since` days ago. Each is closed."""
    pc = watched(companies.minori, since=NOW - since * DAY)
    said = []
    for day in days:
        at = NOW + day * DAY
        arrive(detection("minori", "sigma-rule", at=at, by=pc), at=at)
        (alert,) = (one for one in alerts_of(companies.minori) if one.closed_at is None)
        said.append(alert.held_by)
        with tenant_scope(companies.minori.id):
            alert.closed_at = at
            alert.save()
    return said


def test_what_was_seen_on_two_days_while_the_company_was_new_is_a_habit_later(companies) -> None:
    assert held(companies, 0, 1, 20, 200, since=1) == ["learning", "habit", "habit", "habit"]


def test_what_was_seen_on_one_day_only_is_no_habit(companies) -> None:
    assert held(companies, 0, 20, since=1) == ["learning", ""]


def test_what_was_never_seen_before_disturbs_a_company_that_is_known(companies) -> None:
    assert held(companies, 0, since=30) == [""]
    with tenant_scope(companies.minori.id):
        assert habits_of(companies.minori.id) == []


def test_what_is_critical_is_told_however_often_it_was_seen(companies) -> None:
    pc = watched(companies.minori, since=NOW - DAY)
    for day in range(3):
        at = NOW + timedelta(days=day)
        arrive(detection("minori", level="critical", at=at, by=pc), at=at)

    assert [one.held_by for one in alerts_of(companies.minori)] == [""]


def test_a_company_of_which_nothing_was_heard_is_new(companies) -> None:
    arrive(detection("minori", "sigma-rule"))

    assert alerts_of(companies.minori)[0].held_by == "learning"


def test_the_habits_of_a_company_can_be_read_when_it_is_known(companies) -> None:
    held(companies, 0, 1, since=1)

    with tenant_scope(companies.minori.id):
        (habit,) = habits_of(companies.minori.id)
    assert "invoice.exe" in habit.look
