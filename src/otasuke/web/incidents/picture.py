"""The timeline of an incident as a picture: who is in which line, and where each moment stands. Pure: the template draws.

The marks stand at even distances, whatever time lies between them, so that a minute of haste after a day of silence can be
read; the page says so, and has the same as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_LANES, MOST_MARKS = 7, 9
LEFT, WIDTH, LANE, TOP = 118, 660, 48, 28
_SIGN = 12.5
"""A letter of Japanese takes so much."""
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened. lane: who it belongs to; number: of its evidence; 0: it has none; colour: as the style sheet calls it, or ""."""

    at: datetime
    lane: str
    words: str
    number: int = 0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A time on the axis."""

    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Dot:
    """One moment, or several of a lane at the same mark. words: as much as has room; end: they stand before the dot."""

    x: float
    y: float
    words: str
    colour: str
    is_end: bool
    more: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A line."""

    name: str
    y: float
    middle: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture. trace: from what was found to what was found next, in order."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    trace: str
    height: float
    width: int = WIDTH
    left: int = LEFT


def timeline(moments: Sequence[Moment], lanes: Sequence[str]) -> Timeline | None:
    """The picture; None of nothing. lanes: their order; what belongs to one that has no room is left to the table."""
    named = [one for one in lanes if any(moment.lane == one for moment in moments)][:MOST_LANES]
    shown = sorted((one for one in moments if one.lane in named), key=lambda one: one.at)
    if not shown:
        return None
    times = _times(shown)
    step = (WIDTH - LEFT - 110) / max(len(times) - 1, 1)
    xs = {at: round(LEFT + 24 + step * place, 1) for place, at in enumerate(times)}
    rows = {name: Lane(_cut(name, 8), TOP + LANE * i, TOP + LANE * i + LANE * 0.66) for i, name in enumerate(named)}
    dots = [dot for name in named for dot in _dots([one for one in shown if one.lane == name], rows[name], xs)]
    path = [(xs[_mark_of(one, times)], rows[one.lane].middle) for one in shown if one.number]
    trace = " ".join(f"{x},{y}" for x, y in path) if len(path) > 1 else ""
    marks = tuple(Mark(xs[at], at) for at in times)
    return Timeline(tuple(rows.values()), marks, tuple(dots), trace, TOP + LANE * len(rows))


def _times(shown: Sequence[Moment]) -> list[datetime]:
    """The minutes of the axis; of too many, every so manieth, the first and the last among them."""
    minutes = sorted({one.at.replace(second=0, microsecond=0) for one in shown})
    if len(minutes) <= MOST_MARKS:
        return minutes
    return [minutes[round(place * (len(minutes) - 1) / (MOST_MARKS - 1))] for place in range(MOST_MARKS)]


def _mark_of(one: Moment, times: Sequence[datetime]) -> datetime:
    """The last mark that is not later."""
    return max((at for at in times if at <= one.at), default=times[0])


def _dots(moments: Sequence[Moment], lane: Lane, xs: dict[datetime, float]) -> list[Dot]:
    times = list(xs)
    by_mark: dict[float, list[Moment]] = {}
    for one in moments:
        by_mark.setdefault(xs[_mark_of(one, times)], []).append(one)
    places = sorted(by_mark)
    found = []
    for x, after in zip(places, [*places[1:], float(WIDTH)], strict=True):
        here = by_mark[x]
        more = len(here) - 1
        is_end = after == WIDTH and WIDTH - x < 130
        room = x - LEFT if is_end and len(places) == 1 else 130.0 if is_end else after - x - 10
        words = _cut(here[0].words, int(room / _SIGN) - (3 if more else 0))
        colour = next((one.colour for one in here if one.colour), "")
        found.append(Dot(x, lane.middle, words, colour, is_end, more))
    return found


def _cut(words: str, most: int) -> str:
    """As much as has room; of a word or two nothing is left that says something."""
    if len(words) <= most:
        return words
    return f"{words[: most - 1]}…" if most > _LEAST else ""
