"""The timeline of a report as SVG: a lane for each computer, a mark for each stretch of time in which something was found."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from html import escape

from otasuke.cli.scanning.results import Finding
from otasuke.cli.showing.words import shortened, visible
from otasuke.detect.rule import Level

_LANE, _TOP, _MOST_LANES = 34, 26, 8
_TICK_WIDTH = 118
_OTHERS = "\0others"


@dataclass(slots=True)
class _Mark:
    count: int = 0
    level: Level = Level.INFORMATIONAL


def draw_timeline(findings: Sequence[Finding], zone: tzinfo, *, width: int, label: str, css: str) -> str:
    """The picture for this width, or "" if no finding has a time. The busiest computers have lanes of their own."""
    timed = [(one.detection.time, one) for one in findings if one.detection.time is not None]
    if not timed:
        return ""
    times = [time for time, _ in timed]
    first, last = min(times), max(times)
    lanes = _lanes(one for _, one in timed)
    left = 150 if width > 600 else 104
    columns = max(12, (width - left - 24) // 16)
    span = max((last - first).total_seconds(), 1.0)
    marks: dict[tuple[int, int], _Mark] = {}
    for time, one in timed:
        column = min(columns - 1, int((time - first).total_seconds() / span * columns))
        mark = marks.setdefault((lanes.get(_host(one), len(lanes) - 1), column), _Mark())
        mark.count += 1
        mark.level = max(mark.level, one.detection.level, key=lambda level: level.rank)
    step = (width - left - 24) / columns
    height = _TOP + _LANE * len(lanes) + 4
    parts = [_lane(name, number, width, left) for name, number in lanes.items()]
    parts += _grid(first, span, zone, left=left, width=width, height=height)
    most = max(mark.count for mark in marks.values())
    for (lane, column), mark in sorted(marks.items()):
        parts.append(_shape(left + 12 + (column + 0.5) * step, _TOP + _LANE * (lane + 0.5), mark, most))
    inside = "".join(parts)
    return f'<svg class="chart {css}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">{inside}</svg>'


def _host(one: Finding) -> str:
    return one.detection.computer or "–"


def _lanes(findings: Iterable[Finding]) -> dict[str, int]:
    counts: dict[str, tuple[int, int]] = {}
    for one in findings:
        rank, count = counts.get(_host(one), (0, 0))
        counts[_host(one)] = (max(rank, one.detection.level.rank), count + 1)
    names = sorted(counts, key=lambda name: (-counts[name][0], -counts[name][1], name))
    shown = names[:_MOST_LANES] if len(names) <= _MOST_LANES else [*names[: _MOST_LANES - 1], _OTHERS]
    return {name: number for number, name in enumerate(shown)}


def _lane(name: str, number: int, width: int, left: int) -> str:
    top = _TOP + _LANE * number
    back = f'<rect class="lane" x="0" y="{top}" width="{width}" height="{_LANE}"/>' if number % 2 == 0 else ""
    if name == _OTHERS:
        words = '<tspan lang="ja">ほか</tspan><tspan lang="en">others</tspan>'
        return f'{back}<text class="host" x="8" y="{top + 22}">{words}</text>'
    # A Japanese letter is about as wide as two Latin ones.
    shown, room = "", (left - 16) / 7.2
    for letter in visible(name.partition(".")[0] or name):
        room -= 1 if letter.isascii() else 1.9
        if room < 1:
            shown += "…"
            break
        shown += letter
    full = escape(shortened(visible(name), 200))
    return f'{back}<text class="host" x="8" y="{top + 22}">{escape(shown)}<title>{full}</title></text>'


def _grid(first: datetime, span: float, zone: tzinfo, *, left: int, width: int, height: int) -> list[str]:
    ticks = max(2, int((width - left) / _TICK_WIDTH))
    form = "%H:%M" if span < 20 * 3600 else "%m/%d %H:%M" if span < 60 * 86400 else "%Y/%m/%d"
    lines = []
    for tick in range(ticks):
        share = tick / (ticks - 1)
        x = left + 12 + share * (width - left - 36)
        text = (first + timedelta(seconds=share * span)).astimezone(zone).strftime(form)
        anchor = "start" if tick == 0 else "end" if tick == ticks - 1 else "middle"
        at = x - 8 if tick == 0 else x + 10 if tick == ticks - 1 else x
        lines.append(f'<line class="grid" x1="{x:.0f}" x2="{x:.0f}" y1="{_TOP}" y2="{height - 4}"/>')
        lines.append(f'<text x="{at:.0f}" y="16" text-anchor="{anchor}">{text}</text>')
    return lines


def _shape(x: float, y: float, mark: _Mark, most: int) -> str:
    """An octagon for critical, a triangle for high, a dot for all others; the more findings, the larger."""
    size = 4 + 5 * math.log1p(mark.count) / math.log1p(max(most, 2))
    title = f"<title>{mark.count} · {mark.level.value}</title>"
    if mark.level is Level.CRITICAL:
        return f'<polygon class="critical" points="{_polygon(x, y, size + 2, 8)}">{title}</polygon>'
    if mark.level is Level.HIGH:
        return f'<polygon class="high" points="{_polygon(x, y + 1, size + 2, 3)}">{title}</polygon>'
    return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{size - 1:.1f}">{title}</circle>'


def _polygon(x: float, y: float, radius: float, corners: int) -> str:
    turn = math.pi / 8 if corners == 8 else -math.pi / 2
    angles = (turn + 2 * math.pi * corner / corners for corner in range(corners))
    return " ".join(f"{x + radius * math.cos(angle):.1f},{y + radius * math.sin(angle):.1f}" for angle in angles)
