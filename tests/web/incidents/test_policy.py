"""What is seen to first, and what was promised until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.incidents.policy import (
    Budget,
    ClockKind,
    Group,
    Minutes,
    Stage,
    clock,
    group_at,
    group_of,
    place_of,
    stage_of,
)
from otasuke.web.incidents.states import State

NOW = datetime(2026, 11, 24, 0, 40, tzinfo=UTC)
RED, YELLOW, BLUE, GREEN = Colour.RED, Colour.YELLOW, Colour.BLUE, Colour.GREEN


@pytest.mark.parametrize(
    ("level", "state", "is_taken", "opened_min_ago", "kind", "minutes", "late", "left"),
    [
        (RED, State.NEW, False, 0, ClockKind.PROMISE, 15, 0, 100),
        (RED, State.NEW, False, 12, ClockKind.PROMISE, 3, 0, 20),
        (RED, State.NEW, False, 27, ClockKind.PROMISE, 0, 12, 0),
        (RED, State.NEW, True, 27, ClockKind.AT_IT, 0, 0, 100),
        (RED, State.ACTING, False, 27, ClockKind.AT_IT, 0, 0, 100),
        (YELLOW, State.NEW, False, 15, ClockKind.PROMISE, 45, 0, 75),
        (YELLOW, State.LOOKING, True, 120, ClockKind.TODAY, 360, 0, 75),
        (YELLOW, State.WAITING, True, 120, ClockKind.CUSTOMER, 0, 0, 100),
        (BLUE, State.NEW, False, 9999, ClockKind.MONTH, 0, 0, 100),
        (GREEN, State.NEW, False, 9999, ClockKind.MONTH, 0, 0, 100),
    ],
)
def test_a_clock_says_what_runs_out(level, state, is_taken, opened_min_ago, kind, minutes, late, left) -> None:
    found = clock(level, state, is_taken=is_taken, opened_at=NOW - timedelta(minutes=opened_min_ago), now=NOW)

    assert (found.kind, found.minutes.all, found.late.all, found.left) == (kind, minutes, late, left)
    assert found.is_late == (late > 0)


def test_a_promise_is_kept_when_the_company_knows_and_who_is_at_it_counts_as_before() -> None:
    known = {"opened_at": NOW - timedelta(minutes=27), "now": NOW, "is_reached": True}

    assert clock(RED, State.NEW, is_taken=False, **known).kind is ClockKind.REACHED
    assert clock(YELLOW, State.NEW, is_taken=False, **known).kind is ClockKind.TODAY
    assert clock(RED, State.NEW, is_taken=True, **known).kind is ClockKind.AT_IT
    assert clock(YELLOW, State.WAITING, is_taken=True, **known).kind is ClockKind.CUSTOMER


@pytest.mark.parametrize(
    ("level", "is_campaign", "group"),
    [
        (RED, False, Group.NOW),
        (RED, True, Group.NOW),
        (YELLOW, False, Group.TODAY),
        (YELLOW, True, Group.TOGETHER),
        (BLUE, True, Group.TOGETHER),
        (BLUE, False, Group.LETTER),
        (GREEN, False, Group.LETTER),
    ],
)
def test_a_level_stands_in_its_group(level: Colour, is_campaign: bool, group: Group) -> None:
    assert group_of(level, is_campaign=is_campaign) is group


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("level", list(Colour))
def test_a_place_lies_in_the_group_of_its_level(level: Colour, stage: Stage) -> None:
    assert group_at(place_of(level, stage)) is group_of(level, is_campaign=False)


def test_harm_comes_before_who_is_at_it() -> None:
    ordered = [
        place_of(RED, Stage.NEW),
        place_of(RED, Stage.TAKEN),
        place_of(RED, Stage.WAITING),
        place_of(YELLOW, Stage.NEW),
        place_of(YELLOW, Stage.TAKEN),
        place_of(BLUE, Stage.NEW),
    ]
    assert ordered == sorted(set(ordered))


def test_what_somebody_took_is_not_new_any_more() -> None:
    assert stage_of(State.NEW, is_taken=False) is Stage.NEW
    assert stage_of(State.NEW, is_taken=True) is Stage.TAKEN
    assert stage_of(State.LOOKING, is_taken=False) is Stage.TAKEN
    assert stage_of(State.WAITING, is_taken=True) is Stage.WAITING


def test_a_budget_asks_for_a_reason_when_it_is_used_up() -> None:
    assert not Budget(7, 8).needs_reason
    assert Budget(8, 8).needs_reason
    assert Budget(2, 4).dots == (True, True, False, False)
    assert Budget(3, 2).dots == (True, True, True)


def test_minutes_are_said_as_people_do() -> None:
    assert (Minutes(125).days, Minutes(125).hours, Minutes(125).rest) == (0, 2, 5)
    assert Minutes(1700).days == 0
    assert Minutes(3000).days == 2
