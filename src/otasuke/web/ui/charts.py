"""The geometry of charts, which templates draw as SVG. Pure: numbers in, coordinates out.

A chart says one thing, and `message` says it in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

MOST_BARS = 12
MOST_SHARES = 4
_WIDTH, _HEIGHT, _LEFT = 340, 200, 30
_TOP, _BOTTOM = 20, 22


@dataclass(frozen=True, slots=True)
class Level:
    """A height with its words."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; the subject is what the chart is about."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: str
    label: str
    is_subject: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero, at most MOST_BARS."""

    message: str
    bars: tuple[Bar, ...]
    rules: tuple[Level, ...]
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a line, with its value."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line in pieces: where nothing is known it has a gap. traces: what `polyline` takes."""

    message: str
    traces: tuple[str, ...]
    rules: tuple[Level, ...]
    target: Level | None
    end: Point
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    label: str
    percent: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a whole, largest first; together 100 %."""

    message: str
    parts: tuple[Share, ...]


def bars(values: Sequence[tuple[str, int]], *, message: str) -> Bars:
    """Bars of labels and counts, of which the last is the subject. Of more than MOST_BARS the newest are drawn."""
    shown = values[-MOST_BARS:]
    top, rules = _scale(max((value for _, value in shown), default=0))
    step = (_WIDTH - _LEFT) / max(len(shown), 1)
    width = min(step * 0.64, 48)
    drawn = []
    for number, (label, value) in enumerate(shown):
        middle, y = _LEFT + step * (number + 0.5), _y(value, top)
        is_subject = number == len(shown) - 1
        height = round(_y(0, top) - y, 1)
        drawn.append(
            Bar(
                round(middle - width / 2, 1),
                y,
                round(width, 1),
                height,
                round(middle, 1),
                f"{value:,}",
                label,
                is_subject,
            )
        )
    return Bars(message, tuple(drawn), rules)


def line(
    values: Sequence[float | None], *, message: str, target: tuple[float, str] | None = None, digits: int = 2
) -> Line:
    """A line of values at even distances, oldest first. None: not known. Raises ValueError if nothing is known."""
    known = [(number, value) for number, value in enumerate(values) if value is not None]
    if not known:
        raise ValueError("a line of nothing")
    top, rules = _scale(max([value for _, value in known] + ([target[0]] if target else [])))
    step = (_WIDTH - _LEFT - 10) / max(len(values) - 1, 1)
    points = {number: (round(_LEFT + step * number, 1), _y(value, top)) for number, value in known}
    last, value = known[-1]
    return Line(
        message,
        tuple(_pieces(points)),
        rules,
        Level(_y(target[0], top), target[1]) if target else None,
        Point(*points[last], f"{value:,.{digits}f}"),
    )


def shares(values: Sequence[tuple[str, int]], *, message: str, rest: str) -> Shares:
    """Counts as parts of their sum; those beyond the largest become `rest`. Raises ValueError if there is nothing."""
    ordered = sorted(values, key=lambda one: -one[1])
    if len(ordered) > MOST_SHARES:
        kept = ordered[: MOST_SHARES - 1]
        ordered = [*kept, (rest, sum(value for _, value in ordered[MOST_SHARES - 1 :]))]
    total = sum(value for _, value in ordered)
    if total <= 0:
        raise ValueError("shares of nothing")
    return Shares(
        message, tuple(map(Share, [label for label, _ in ordered], _percents([v for _, v in ordered], total)))
    )


def _percents(values: Sequence[int], total: int) -> list[int]:
    """Whole per cents that make 100: what rounding leaves goes to the largest remainders."""
    whole = [100 * value // total for value in values]
    by_remainder = sorted(range(len(values)), key=lambda i: -(100 * values[i] % total))
    for index in by_remainder[: 100 - sum(whole)]:
        whole[index] += 1
    return whole


def _scale(largest: float) -> tuple[float, tuple[Level, ...]]:
    """The value at the top, and three or four even lines from zero to it."""
    step = _step(largest / 3) if largest > 0 else 1
    count = max(1, ceil(largest / step))
    top = step * count
    digits = max(0, -floor(log10(step)))
    return top, tuple(Level(_y(step * i, top), f"{step * i:,.{digits}f}") for i in range(count + 1))


def _step(about: float) -> float:
    """1, 2 or 5 times a power of ten, not smaller than `about`."""
    power = 10 ** floor(log10(about))
    return next(float(times * power) for times in (1, 2, 5, 10) if times * power >= about * 0.999)


def _y(value: float, top: float) -> float:
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top, 1)


def _pieces(points: dict[int, tuple[float, float]]) -> list[str]:
    pieces: list[list[str]] = []
    for number, (x, y) in points.items():
        if number - 1 not in points:
            pieces.append([])
        pieces[-1].append(f"{x},{y}")
    return [" ".join(piece) for piece in pieces]
