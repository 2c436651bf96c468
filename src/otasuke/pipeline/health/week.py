"""The hours of a week as they are lived where a tenant is. Pure: knows no clock.

An hour is a number, counted from 1970 in Japan time; a slot is one of the 168 hours of a week, from Monday 00:00 there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
_JAPAN = ("Asia/Tokyo", "Japan")


@dataclass(frozen=True, slots=True)
class Hour:
    """What kind of hour it is.

    slot       its own; like: that of the hour it may be like instead: of a Sunday, on a holiday of Japan and a day on which
               many close.
    is_usual   it is of an ordinary day of its week; only these teach a habit.
    is_worked  it is of a usual day from Monday to Friday.
    """

    slot: int
    like: int

    @property
    def is_usual(self) -> bool:
        return self.slot == self.like

    @property
    def is_worked(self) -> bool:
        return self.is_usual and self.slot < _SATURDAY * 24


class Week:
    """The week of a time zone. Only Japan's has holidays. Raises ValueError for a zone that is not known here."""

    __slots__ = ("_zone", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = None if name in _JAPAN else _zone_info(name)

    def at(self, hour: int) -> Hour:
        """What kind of hour it is there."""
        return _kind(self._zone, hour)

    def ahead_of(self, other: Week, hour: int) -> int:
        """By how many hours its clocks are ahead of another's."""
        return _local(self._zone, hour) - _local(other._zone, hour)


def _zone_info(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"the time zone {name!r} is not known here") from error


@lru_cache(maxsize=16384)
def _kind(zone: ZoneInfo | None, hour: int) -> Hour:
    local = _local(zone, hour)
    day = date.fromordinal(_EPOCH_DAY + local // 24)
    of_day = local % 24
    slot = day.weekday() * 24 + of_day
    closed = zone is None and (holiday_name(day) is not None or is_often_closed(day))
    return Hour(slot, _SUNDAY * 24 + of_day if closed else slot)


def _local(zone: ZoneInfo | None, hour: int) -> int:
    """The hour as clocks count it there. Where they are not a whole number of hours from ours, the one that goes on."""
    if zone is None:
        return hour
    offset = datetime.fromtimestamp(start_of(hour), UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return hour + int(offset.total_seconds() - _OFFSET_S) // HOUR_S


JAPAN = Week("Asia/Tokyo")


@lru_cache(maxsize=1024)
def week_in(zone: str) -> Week:
    """The week of a time zone; Japan's for one that is not known here."""
    try:
        return JAPAN if zone in _JAPAN else Week(zone)
    except ValueError:
        return JAPAN


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
