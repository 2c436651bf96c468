"""Sensors with habits: Sakura's UTM, a PC in its office, the till of a shop that is closed on Wednesdays, and others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from otasuke.jp.holidays import holiday_name
from otasuke.normalise.times import JST
from otasuke.pipeline.health.habit import Habit

MONDAY = datetime(2026, 6, 1, tzinfo=JST)
"""A Monday with seven weeks before the next holiday."""
Works = Callable[[datetime], bool]


def utm(_: datetime) -> bool:
    """Sends all the time."""
    return True


def office_pc(at: datetime) -> bool:
    """Is on from nine to six, from Monday to Friday, and not on holidays."""
    return at.weekday() < 5 and 9 <= at.hour < 18 and holiday_name(at.date()) is None


def shop_till(at: datetime) -> bool:
    """Is on from ten to seven, but not on Wednesdays."""
    return at.weekday() != 2 and 10 <= at.hour < 19


def night_shift(at: datetime) -> bool:
    """A machine of a factory that works from eight in the evening to six, in the nights that begin Monday to Friday."""
    began = at - timedelta(hours=6)
    return began.weekday() < 5 and began.hour >= 14


def nightly_backup(at: datetime) -> bool:
    """Sends once a day, at three in the morning."""
    return (at.hour, at.minute) == (3, 0)


def heartbeat(at: datetime) -> bool:
    """Sends once an hour."""
    return at.minute == 30


def reports(works: Works, since: datetime, until: datetime, *, every_s: float = 300.0) -> Iterator[datetime]:
    """When such a sensor reports."""
    at = since
    while at < until:
        if works(at):
            yield at
        at += timedelta(seconds=every_s)


def habit_of(works: Works, *, weeks: float = 4, since: datetime = MONDAY, every_s: float = 300.0) -> Habit:
    """The habit that a sensor has shown; it has fallen silent when the weeks are over."""
    heard = list(reports(works, since, since + timedelta(weeks=weeks), every_s=every_s))
    habit = Habit(heard[0].timestamp())
    for at in heard:
        habit.hear(at.timestamp(), 10, {})
    return habit
