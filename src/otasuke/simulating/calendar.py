"""When small companies in Japan are at work: hours, lunch, weekends, national holidays, New Year and Obon."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from otasuke.jp.holidays import holiday_name, is_often_closed

JST = timezone(timedelta(hours=9), "JST")

_SATURDAY, _SUNDAY = 5, 6

# How busy people are at the beginning of every hour of a working day; between them it changes evenly.
_HOURS = (
    *(0.03, 0.03, 0.02, 0.02, 0.02, 0.03, 0.05, 0.18, 0.62, 1.0, 0.97, 0.95),
    *(0.55, 0.60, 0.96, 0.92, 0.90, 0.82, 0.48, 0.24, 0.14, 0.09, 0.06, 0.04),
)
_ON_SATURDAY = 0.22
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
    elif local.weekday() == _SATURDAY:
        share = _ON_SATURDAY
    return max(_IDLE, share * _at_hour(local))


def is_closed(day: date) -> bool:
    """Whether most small companies are closed: Sundays, holidays, New Year, Obon, the bridges of Golden Week."""
    return day.weekday() == _SUNDAY or holiday_name(day) is not None or is_often_closed(day)


def _at_hour(local: datetime) -> float:
    before, after = _HOURS[local.hour], _HOURS[(local.hour + 1) % 24]
    if local.hour == 12:
        after = before  # lunch lasts until one
    return before + (after - before) * (local.minute / 60)
