"""A story as SVG: a lane for what happened, one for each device, and one for the messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language
from otasuke.cli.showing.level_shapes import mark
from otasuke.cli.showing.matters import Row, device_words, rows_of
from otasuke.cli.showing.story_words import StoryWords, clock
from otasuke.cli.showing.words import shortened, visible
from otasuke.cli.showing.wrapping import cut
from otasuke.demo.telling import Telling
from otasuke.simulating.calendar import JST

_LANE, _TOP, _SIZE = 44, 28, 16
_NARROWEST_WIDE = 600
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240)
_LETTER = 7.3


@dataclass(frozen=True, slots=True)
class _Mark:
    """A shape in a lane; until: how long the same went on."""

    at: datetime
    colour: Colour
    label: str
    until: datetime


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand. Names of lanes stand beside them, or above where there is little room."""

    first: datetime
    last: datetime
    width: int

    @property
    def is_wide(self) -> bool:
        return self.width > _NARROWEST_WIDE

    @property
    def left(self) -> int:
        return 220 if self.is_wide else 8

    @property
    def lane(self) -> int:
        return _LANE if self.is_wide else _LANE + 12

    def x(self, at: datetime) -> float:
        share = (at - self.first) / max(self.last - self.first, timedelta(seconds=1))
        return self.left + 14 + share * (self.width - self.left - 28)

    def middle(self, lane: int) -> float:
        return _TOP + self.lane * lane + (self.lane / 2 if self.is_wide else self.lane * 0.68)


def draw_story(telling: Telling, language: Language, *, width: int, css: str) -> str:
    """The picture for this width. What its numbers mean stands in the list below it."""
    lanes = _lanes(telling, language)
    times = [one.at for one in telling.story.beats]
    times += [at for _, marks in lanes for one in marks for at in (one.at, one.until)]
    frame = _Frame(min(times), max(times), width)
    height = _TOP + frame.lane * (len(lanes) + 1) + 2
    words = StoryWords.of(language)
    parts = [*_lane(0, words.lane_happened, frame), *_grid(frame, height), *_beats(telling, frame)]
    for number, (name, marks) in enumerate(lanes, 1):
        parts[:0] = _lane(number, name, frame)
        parts += _marks(marks, frame, number)
    label = escape(f"{telling.story.title[language]} {words.picture}")
    inside = "".join(sorted(parts, key=lambda part: not part.startswith("<rect")))
    return f'<svg class="picture {css}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{inside}</svg>'


def _lanes(telling: Telling, language: Language) -> list[tuple[str, list[_Mark]]]:
    """A lane for each device that something was found about, then one for what the owners got."""
    several = len(telling.played) > 1
    lanes: dict[str, list[_Mark]] = {}
    for row in rows_of(telling.played):
        name = device_words(row.member, row.told[0].device, language, several=several)
        lanes.setdefault(name, []).append(_mark(row))
    messages = [
        _Mark(one.at, one.colour, _label(one.at, message.advice.title), one.at)
        for message in telling.messages
        for one in message.matter.risen
        if one.at >= message.matter.first.at
    ]
    return [*lanes.items(), (StoryWords.of(language).lane_messages, messages)]


def _mark(row: Row) -> _Mark:
    first = row.told[0]
    return _Mark(first.at, first.colour, _label(first.at, first.title), row.told[-1].at)


def _label(at: datetime, text: str) -> str:
    return escape(f"{clock(at)} {shortened(visible(text), 120)}")


def _lane(number: int, name: str, frame: _Frame) -> Iterator[str]:
    top = _TOP + frame.lane * number
    if number % 2 == 0:
        yield f'<rect class="lane" x="0" y="{top}" width="{frame.width}" height="{frame.lane}" rx="4"/>'
    room = int((frame.left - 16 if frame.is_wide else frame.width - 16) / _LETTER)
    y = top + (frame.lane / 2 + 5 if frame.is_wide else 17)
    yield f'<text class="name" x="10" y="{y:.0f}">{escape(cut(visible(name), room))}<title>{escape(visible(name))}</title></text>'


def _grid(frame: _Frame, height: int) -> Iterator[str]:
    """Lines at round minutes, as many as there is room for."""
    minutes = (frame.last - frame.first).total_seconds() / 60
    most = 8 if frame.is_wide else 4
    step = next((one for one in _STEPS_MIN if minutes / one <= most), _STEPS_MIN[-1])
    local = frame.first.astimezone(JST).replace(second=0, microsecond=0)
    at = local + timedelta(minutes=-(local.minute % step) % step)
    while at <= frame.last:
        if at >= frame.first:
            x = frame.x(at)
            anchor = "end" if x > frame.width - 20 else "start" if x < 20 else "middle"
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height}"/>'
            yield f'<text x="{x:.1f}" y="14" text-anchor="{anchor}">{at.hour}:{at.minute:02}</text>'
        at += timedelta(minutes=step)


def _beats(telling: Telling, frame: _Frame) -> Iterator[str]:
    """Numbers, which the list below explains; those of about the same time stand beside each other."""
    right = 0.0
    for number, one in enumerate(telling.story.beats, 1):
        x, y = max(frame.x(one.at), right + 21), frame.middle(0)
        right = x
        yield f'<circle class="beat" cx="{x:.1f}" cy="{y:.1f}" r="10"/><text class="number" x="{x:.1f}" y="{y + 4:.1f}">{number}</text>'


def _marks(marks: Sequence[_Mark], frame: _Frame, lane: int) -> Iterator[str]:
    """The graver ones lie on top."""
    y = frame.middle(lane)
    order = (Colour.BLUE, Colour.GREEN, Colour.YELLOW, Colour.RED)
    for one in marks:
        if one.until > one.at:
            yield f'<line class="span" x1="{frame.x(one.at):.1f}" x2="{frame.x(one.until):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
    for one in sorted(marks, key=lambda one: order.index(one.colour)):
        yield mark(one.colour, frame.x(one.at), y, size=_SIZE, label=one.label)
