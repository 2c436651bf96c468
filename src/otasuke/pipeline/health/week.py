"""The hours of a week as they are lived in Japan. Pure: knows no clock.

An hour is a number, counted from 1970 in Japan time; a slot is one of the 168 hours of a week, from Monday 00:00.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from otasuke.jp.holidays import holiday_name, is_often_closed

SLOTS = 168
HOUR_S = 3600
LONGEST_HOURS = 35 * 24
"""Nobody looks further back."""
Deaf = Mapping[int, float]
"""For how many seconds of an hour we could not have heard anything."""

_OFFSET_S = 9 * HOUR_S
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Day:
    """What kind of day it is.

    slot       of its first hour.
    like       of the first hour of the day it may be like instead: Sunday, for a holiday and a day on which many close.
    is_usual   an ordinary day of its week; only these teach a habit.
    is_worked  a usual day from Monday to Friday.
    """

    slot: int
    like: int

    @property
    def is_usual(self) -> bool:
        return self.slot == self.like

    @property
    def is_worked(self) -> bool:
        return self.is_usual and self.slot < _SATURDAY * 24


@lru_cache(maxsize=4096)
def day_of(hour_day: int) -> Day:
    """The kind of a day, counted from 1970."""
    day = date.fromordinal(_EPOCH_DAY + hour_day)
    slot = day.weekday() * 24
    closed = holiday_name(day) is not None or is_often_closed(day)
    return Day(slot, _SUNDAY * 24 if closed else slot)


def hour_of(at_s: float) -> int:
    """The hour of a moment in seconds since 1970 (UTC)."""
    return int(at_s + _OFFSET_S) // HOUR_S


def start_of(hour: int) -> int:
    """When an hour begins, in seconds since 1970 (UTC)."""
    return hour * HOUR_S - _OFFSET_S


def stretches(since_s: float, until_s: float, deaf: Deaf) -> Iterator[tuple[int, float]]:
    """The hours between two moments, the last LONGEST_HOURS of them, each with the seconds of it that we listened."""
    last = hour_of(until_s)
    for hour in range(max(hour_of(since_s), last - LONGEST_HOURS), last + 1):
        start = start_of(hour)
        length_s = min(until_s, start + HOUR_S) - max(since_s, start)
        yield hour, max(0.0, length_s - deaf.get(hour, 0.0))
