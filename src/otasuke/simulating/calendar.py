"""When small companies in Japan are at work: hours, lunch, weekends, national holidays, New Year and Obon.

Source: the Act on National Holidays (国民の祝日に関する法律), as it stands since 2022. The equinoxes follow the usual
approximation, which holds from 1980 to 2099.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

JST = timezone(timedelta(hours=9), "JST")

_FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
_MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))  # month, which Monday
_DAY = timedelta(days=1)

# How busy people are at the beginning of every hour of a working day; between them it changes evenly.
_HOURS = (
    *(0.03, 0.03, 0.02, 0.02, 0.02, 0.03, 0.05, 0.18, 0.62, 1.0, 0.97, 0.95),
    *(0.55, 0.60, 0.96, 0.92, 0.90, 0.82, 0.48, 0.24, 0.14, 0.09, 0.06, 0.04),
)
_SATURDAY = 0.22
"""Some small companies work on Saturdays."""
_CLOSED = 0.06
_IDLE = 0.03
"""What a machine does when nobody is there."""


def people_at_work(moment: datetime) -> float:
    """How much of a busy hour's work is being done, from 0 to 1. moment: aware."""
    local = moment.astimezone(JST)
    share = 1.0
    if is_closed(local.date()):
        share = _CLOSED
    elif local.weekday() == 5:
        share = _SATURDAY
    return max(_IDLE, share * _at_hour(local))


def is_closed(day: date) -> bool:
    """Whether most small companies are closed: Sundays, holidays, New Year (12-29 to 1-3) and Obon (8-13 to 8-15)."""
    is_new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    is_obon = day.month == 8 and 13 <= day.day <= 15
    return day.weekday() == 6 or is_new_year or is_obon or day in holidays(day.year)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The national holidays of a year, with substitute holidays and days between two of them."""
    named = set(_named_holidays(year))
    between = {
        day + _DAY
        for day in named
        if day + 2 * _DAY in named and day + _DAY not in named and (day + _DAY).weekday() != 6
    }
    substitutes = {_next_free(day, named) for day in named if day.weekday() == 6}
    return frozenset(named | between | substitutes)


def _named_holidays(year: int) -> Iterator[date]:
    yield from (date(year, month, day) for month, day in _FIXED)
    yield from (_nth_monday(year, month, nth) for month, nth in _MONDAYS)
    yield date(year, 3, _equinox(20.8431, year))
    yield date(year, 9, _equinox(23.2488, year))


def _nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (nth - 1))


def _equinox(base: float, year: int) -> int:
    return int(base + 0.242194 * (year - 1980) - (year - 1980) // 4)


def _next_free(day: date, taken: set[date]) -> date:
    while day in taken:
        day += _DAY
    return day


def _at_hour(local: datetime) -> float:
    before, after = _HOURS[local.hour], _HOURS[(local.hour + 1) % 24]
    if local.hour == 12:
        after = before  # lunch lasts until one
    return before + (after - before) * (local.minute / 60)
