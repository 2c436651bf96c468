"""What the first sentence is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from otasuke.web.portal.watch import Mood, Seen, watch
from otasuke.web.sensors.policy import State

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def seen(state: State, *, name: str = "受付", since: datetime | None = None, days: int | None = None) -> Seen:
    first = TODAY - timedelta(days=days) if days is not None else None
    return Seen(name, name, "windows", state, since, first)


NEW = seen(State.NEW)
WAITING = seen(State.WAITING, since=NOW)
CONNECTED = seen(State.CONNECTED, since=NOW, days=30)
EARLIER = seen(State.CONNECTED, since=NOW - timedelta(minutes=11), days=30)
FRESH = seen(State.CONNECTED, since=NOW, days=5)
SILENT = seen(State.SILENT, since=NOW - timedelta(days=4), days=30)


@pytest.mark.parametrize(
    ("devices", "mood"),
    [
        ([], Mood.NOTHING),
        ([NEW], Mood.JOINING),
        ([NEW, WAITING], Mood.JOINING),
        ([CONNECTED], Mood.CONNECTED),
        ([CONNECTED, WAITING], Mood.CONNECTED),
        ([EARLIER], Mood.UNHEARD),
        ([EARLIER, CONNECTED], Mood.CONNECTED),
        ([FRESH], Mood.LEARNING),
        ([FRESH, CONNECTED], Mood.CONNECTED),
        ([CONNECTED, SILENT], Mood.SILENT),
        ([FRESH, SILENT], Mood.SILENT),
        ([SILENT, NEW], Mood.SILENT),
    ],
)
def test_what_an_owner_should_look_into_comes_first(devices: list[Seen], mood: Mood) -> None:
    assert watch(devices, today=TODAY, now=NOW).mood is mood


@pytest.mark.parametrize(("days", "left"), [(0, 14), (5, 9), (13, 1), (14, 0), (400, 0)])
def test_learning_lasts_fourteen_days_from_the_first_that_was_heard(days: int, left: int) -> None:
    assert watch([seen(State.CONNECTED, since=NOW, days=days)], today=TODAY, now=NOW).days_to_learn == left


def test_who_is_silent_for_longest_stands_first() -> None:
    longer = seen(State.SILENT, name="倉庫", since=NOW - timedelta(days=9), days=30)

    made = watch([SILENT, CONNECTED, longer], today=TODAY, now=NOW)

    assert [one.name for one in made.silent] == ["倉庫", "受付"]
    assert made.heard == NOW


def test_a_name_is_told_only_if_there_is_one() -> None:
    assert watch([CONNECTED], today=TODAY, now=NOW).only == CONNECTED
    assert watch([CONNECTED, SILENT], today=TODAY, now=NOW).only == SILENT
    assert watch([CONNECTED, CONNECTED], today=TODAY, now=NOW).only is None
    assert watch([NEW], today=TODAY, now=NOW).only is None
