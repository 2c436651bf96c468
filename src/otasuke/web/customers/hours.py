"""When a company is at work. Pure. Times are those of the company's clock."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from otasuke.jp.holidays import holiday_name
from otasuke.jp.writing import fold_width

MOST_MINUTES = 24 * 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Open:
    """When a site opens on a day of the week, Monday 0; closes before opens: on the next day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """When a site is open. closed: days between which it is not, both included."""

    open: tuple[Open, ...]
    closed: tuple[tuple[date, date], ...] = ()
    closes_on_holidays: bool = True


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody works there. at: in the time of the site. A night belongs to the day on which it began."""
    return any(
        _covers(one.opens, _minutes(one), day=day, at=at)
        for day in (at.date(), at.date() - _DAY)
        if _works_on(hours, day)
        for one in hours.open
        if one.weekday == day.weekday()
    )


def open_on(hours: Hours, day: date) -> tuple[Open, ...]:
    """When a site is open on a day; empty: it is closed."""
    return tuple(one for one in hours.open if one.weekday == day.weekday()) if _works_on(hours, day) else ()


def _works_on(hours: Hours, day: date) -> bool:
    is_off = hours.closes_on_holidays and holiday_name(day) is not None
    return not is_off and not any(first <= day <= last for first, last in hours.closed)


def _minutes(one: Open) -> int:
    span = (one.closes.hour - one.opens.hour) * 60 + one.closes.minute - one.opens.minute
    return span if span > 0 else span + MOST_MINUTES


@dataclass(frozen=True, slots=True)
class Expected:
    """When work is to be expected: exactly one of weekday (Monday 0), day_of_month (31: the last) and day is given.

    words  who works then, and on what.
    """

    begins: time
    minutes: int
    words: str
    kind: Literal["work", "maintenance"] = "work"
    weekday: int | None = None
    day_of_month: int | None = None
    day: date | None = None


def is_expected(times: Iterable[Expected], at: datetime) -> bool:
    """Whether one of these times covers this one. at: in the time of the company."""
    return expected_at(times, at) is not None


def expected_at(times: Iterable[Expected], at: datetime) -> Expected | None:
    """The first of these times that covers this one. at: in the time of the company."""
    days = (at.date(), at.date() - _DAY)
    found = (
        one for one in times for day in days if _falls_on(one, day) and _covers(one.begins, one.minutes, day=day, at=at)
    )
    return next(found, None)


def _falls_on(one: Expected, day: date) -> bool:
    if one.day_of_month is not None:
        return day.day == min(one.day_of_month, monthrange(day.year, day.month)[1])
    return one.day == day if one.day is not None else one.weekday == day.weekday()


def _covers(begins: time, minutes: int, *, day: date, at: datetime) -> bool:
    since = at.replace(tzinfo=None) - datetime.combine(day, begins)
    return timedelta(0) <= since < timedelta(minutes=minutes)


_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–~〜]\s*(\d{1,2}):(\d{2})")
_MIDNIGHT = 24


def parse_spans(text: str) -> tuple[tuple[time, time], ...]:
    """From when to when, as somebody writes it: `9:00-12:00、13:00-18:00`; 24:00 is midnight. Raises ValueError."""
    parts = [part.strip() for part in fold_width(text).replace(",", "、").split("、")]
    return tuple(_parse_span(part) for part in parts if part)


def spans_line(spans: Iterable[tuple[time, time]]) -> str:
    """What `parse_spans` reads."""
    return "、".join(f"{begins:%-H:%M}-{ends:%-H:%M}" for begins, ends in spans)


def _parse_span(text: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    if (to_hour, to_minute) == (_MIDNIGHT, 0):
        to_hour = 0
    return time(from_hour, from_minute), time(to_hour, to_minute)
