"""A week of the rota as it is drawn and listed. Pure: a rota in, places and hours out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from otasuke.jp.holidays import holiday_name
from otasuke.web.duty.policy import Gap, gaps
from otasuke.web.duty.rota import DayKind, Place, Rota, Shift, kinds_of, moment, shifts

DAYS = 7
FIRST_DAY, LAST_DAY = date(2020, 1, 6), date(2040, 12, 24)
"""Mondays; outside of them it is not known what a holiday is."""
LANE = 30
"""The height of a bar with the space below it."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day, in per cent from midnight. shift: None where nobody is on duty."""

    left: float
    width: float
    lane: int
    shift: Shift | None


@dataclass(frozen=True, slots=True)
class Row:
    """A day: what is drawn, and what begins on it. now: where the present is in it; None on another day."""

    day: date
    kind: DayKind
    holiday: str
    bars: Sequence[Bar]
    lanes: int
    now: float | None
    begins: Sequence[Shift | Gap]

    @property
    def height(self) -> int:
        """How high it is drawn."""
        return self.lanes * LANE + 4


def monday_of(day: date) -> date:
    """The Monday of a week, no further away than holidays are known."""
    return min(max(day - timedelta(days=day.weekday()), FIRST_DAY), LAST_DAY)


def week(rota: Rota, monday: date, *, now: datetime) -> Sequence[Row]:
    """The seven days from a Monday."""
    begin, end = moment(monday, time()), moment(monday + DAYS * _DAY, time())
    found, free = shifts(rota, begin, end), gaps(rota, begin, end)
    return [_row(monday + number * _DAY, found, free, now) for number in range(DAYS)]


def _row(day: date, found: Sequence[Shift], free: Sequence[Gap], now: datetime) -> Row:
    begin, end = moment(day, time()), moment(day + _DAY, time())
    bars = [*_bars(begin, end, found), *(_bar(one, begin, end, 0, None) for one in free if _meets(one, begin, end))]
    spans: list[Shift | Gap] = [*found, *free]
    return Row(
        day,
        kinds_of(day)[0],
        holiday_name(day) or "",
        bars,
        1 + max((one.lane for one in bars), default=0),
        _percent(now - begin) if begin <= now < end else None,
        sorted(
            (one for one in spans if begin <= one.begins < end),
            key=lambda one: (one.begins, isinstance(one, Shift) and one.place),
        ),
    )


def _bars(begin: datetime, end: datetime, found: Sequence[Shift]) -> Iterator[Bar]:
    """A lane for each who is on duty at once; those behind stand below those who are called first."""
    today = [one for one in found if _meets(one, begin, end)]
    below = 0
    for place in Place:
        ends: list[datetime] = []
        for one in (one for one in today if one.place is place):
            lane = next((number for number, until in enumerate(ends) if until <= one.begins), len(ends))
            ends[lane : lane + 1] = [one.ends]
            yield _bar(one, begin, end, below + lane, one)
        below += len(ends)


def _bar(span: Shift | Gap, begin: datetime, end: datetime, lane: int, shift: Shift | None) -> Bar:
    left = _percent(max(span.begins, begin) - begin)
    return Bar(left, round(_percent(min(span.ends, end) - begin) - left, 3), lane, shift)


def _meets(span: Shift | Gap, begin: datetime, end: datetime) -> bool:
    return span.begins < end and begin < span.ends


def _percent(length: timedelta) -> float:
    return round(100 * (length / _DAY), 3)
