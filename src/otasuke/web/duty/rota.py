"""The rota: a weekly pattern, what is different on single days, and who is on duty by them. Pure.

A shift belongs to the day on which it begins, by the clock of Japan, which knows no summer time. Moments are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum, StrEnum
from uuid import UUID

from otasuke.jp.holidays import holiday_name

JAPAN = timezone(timedelta(hours=9), "JST")
MOST_WEEKS = 8
"""A line of the pattern may come round every so many weeks at most."""
_DAY = timedelta(days=1)
_WEEK = 7
_BON = frozenset((8, number) for number in range(13, 17))
_NEW_YEAR = frozenset([(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)])


class DayKind(StrEnum):
    """暦. What kind of day a line of the pattern is for."""

    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    BON = "bon"
    NEW_YEAR = "new_year"


class Place(IntEnum):
    """Who is called first, and who stands behind him."""

    FIRST = 1
    SECOND = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the pattern: on this day of the week (Monday 0) somebody is on duty between these times.

    weekday      None: on every day of the kind; an ordinary line has one.
    ends         not after `begins`: on the next day; the same: a whole day.
    first, last  days between which it holds, both included; last None: until further notice.
    every_weeks  counted from the week of `first`.
    """

    id: UUID
    person: UUID
    begins: time
    ends: time
    first: date
    last: date | None = None
    kind: DayKind = DayKind.ORDINARY
    weekday: int | None = None
    place: Place = Place.FIRST
    every_weeks: int = 1


@dataclass(frozen=True, slots=True)
class Extra:
    """A shift of one day that no line of the pattern has."""

    id: UUID
    person: UUID
    day: date
    begins: time
    ends: time
    place: Place = Place.FIRST


@dataclass(frozen=True, slots=True)
class Away:
    """When somebody cannot be called, whatever the pattern says."""

    person: UUID
    begins: datetime
    ends: datetime


Key = tuple[UUID, date]
"""A shift: the line or the extra that it comes from, and the day on which it begins."""


@dataclass(frozen=True, slots=True)
class Rota:
    """All that is agreed. cancelled: shifts that there are not; taken: who took one over."""

    lines: Sequence[Line] = ()
    extras: Sequence[Extra] = ()
    cancelled: frozenset[Key] = frozenset()
    taken: Mapping[Key, UUID] = field(default_factory=dict)
    away: Sequence[Away] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody is on duty. planned: whose it was before it was taken over. An absence cuts it into pieces."""

    key: Key
    person: UUID
    begins: datetime
    ends: datetime
    place: Place
    planned: UUID


def moment(day: date, clock: time) -> datetime:
    """What a clock in Japan shows on a day, in UTC."""
    return datetime.combine(day, clock, JAPAN).astimezone(UTC)


def day_of(at: datetime) -> date:
    """The day in Japan."""
    return at.astimezone(JAPAN).date()


def kinds_of(day: date) -> Sequence[DayKind]:
    """What a day is, the most special first: 1 January is 年末年始, a holiday, and a day of the week."""
    found = [DayKind.ORDINARY]
    if holiday_name(day) is not None:
        found.insert(0, DayKind.HOLIDAY)
    if (day.month, day.day) in _BON:
        found.insert(0, DayKind.BON)
    if (day.month, day.day) in _NEW_YEAR:
        found.insert(0, DayKind.NEW_YEAR)
    return found


def lines_on(rota: Rota, day: date) -> Sequence[Line]:
    """The lines by which a day goes: those of the most special kind that has any. So お盆 without lines of its own is an ordinary week."""
    for kind in kinds_of(day):
        if found := [line for line in rota.lines if line.kind is kind and _holds(line, day)]:
            return found
    return ()


def planned_on(rota: Rota, day: date) -> Iterator[Shift]:
    """The shifts that begin on a day, whole; of who is away then too."""
    sources: list[Line | Extra] = [*lines_on(rota, day), *(extra for extra in rota.extras if extra.day == day)]
    for one in sources:
        key = (one.id, day)
        if key not in rota.cancelled:
            person = rota.taken.get(key, one.person)
            yield Shift(key, person, moment(day, one.begins), _end(day, one.begins, one.ends), one.place, one.person)


def shift_of(rota: Rota, key: Key) -> Shift | None:
    """A shift by where it comes from and its day, whole, with whose it is now; None: there is none."""
    return next((one for one in planned_on(rota, key[1]) if one.key == key), None)


def shifts(rota: Rota, begin: datetime, end: datetime) -> Sequence[Shift]:
    """Who is on duty between two moments, in the order in which they begin; without the time in which he is away.

    Shifts that began before, or end after, are whole.
    """
    days = _days(day_of(begin) - _DAY, day_of(end))
    pieces = (piece for day in days for shift in planned_on(rota, day) for piece in _present(shift, rota.away))
    found = (one for one in pieces if one.begins < end and begin < one.ends)
    return sorted(found, key=lambda one: (one.begins, one.place, one.key))


def on_duty(rota: Rota, at: datetime) -> Sequence[Shift]:
    """Who is on duty at a moment, those who are called first before the others."""
    found = shifts(rota, at, at + timedelta.resolution)
    return sorted(found, key=lambda one: (one.place, one.begins, one.key))


def _holds(line: Line, day: date) -> bool:
    if day < line.first or (line.last is not None and line.last < day):
        return False
    if line.weekday is not None and line.weekday != day.weekday():
        return False
    return (_week(day) - _week(line.first)) % line.every_weeks == 0


def _week(day: date) -> int:
    """A number that is the same from Monday to Sunday."""
    return (day.toordinal() - 1) // _WEEK


def _end(day: date, begins: time, ends: time) -> datetime:
    return moment(day if ends > begins else day + _DAY, ends)


def _present(shift: Shift, away: Iterable[Away]) -> Iterator[Shift]:
    """The pieces of a shift in which its person is there."""
    begins = shift.begins
    for one in sorted((one for one in away if one.person == shift.person), key=lambda one: one.begins):
        if one.ends <= begins or one.begins >= shift.ends:
            continue
        if begins < one.begins:
            yield replace(shift, begins=begins, ends=one.begins)
        begins = one.ends
    if begins < shift.ends:
        yield replace(shift, begins=begins)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
