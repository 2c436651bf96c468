"""A stream → batches for the engine: lines of one shape as they are, everything else as events.

The reader of `normalise` says what a record is; here the same records take the shorter way where there is one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import orjson

from otasuke.events import Event, Reject
from otasuke.normalise.base import Context, JsonSource, Line
from otasuke.normalise.beginnings import JSON
from otasuke.normalise.lines import split_lines, to_utf8
from otasuke.normalise.mixture import UNKNOWN, Mixture
from otasuke.normalise.plain import plain_object, shaped_source
from otasuke.normalise.reader import normalise_stream
from otasuke.normalise.registry import JSON_SOURCES

_EVENTS = 4096
_LINES = 8192
_LINE_BYTES = 4 << 20


class Ordinals:
    """Counts the JSON records of an input.

    In a piece of a file, ordinals and line numbers are marked, so that `real_number` can tell what they are in the whole.
    """

    def __init__(self, *, is_piece: bool) -> None:
        self.used = 0
        self._is_piece = is_piece

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        self.used += 1
        return 1 - 2 * self.used if self._is_piece else self.used - 1

    def marked(self, line: Line | Reject) -> Line | Reject:
        """The line with its number marked, if it stands in a piece."""
        if self._is_piece and isinstance(line, Line):
            return replace(line, number=-2 - 2 * line.number)
        return line


@dataclass(slots=True)
class LineBatch:
    """Lines that are one record each, of one source with a shape, with their ordinals."""

    source: JsonSource
    lines: list[bytes] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    size: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to match it."""
        return self.size >= _LINE_BYTES or len(self.lines) >= _LINES

    def add(self, line: bytes, ordinal: int) -> None:
        """Take in a line."""
        self.lines.append(line)
        self.ordinals.append(ordinal)
        self.size += len(line) + 1

    def event(self, number: int, context: Context) -> Event:
        """The event of a line."""
        return self.source.to_event(orjson.loads(self.lines[number]), context, self.ordinals[number])


Batch: TypeAlias = LineBatch | list[Event] | Reject


def read_batches(chunks: Iterable[bytes], context: Context, source: str | None) -> Iterator[Batch]:
    """The records of any input, as lists of events and Rejects."""
    events: list[Event] = []
    for found in normalise_stream(chunks, context, source=source):
        if isinstance(found, Reject):
            yield found
            continue
        events.append(found)
        if len(events) >= _EVENTS:
            yield events
            events = []
    yield events


def read_json_lines(
    chunks: Iterable[bytes], context: Context, ordinals: Ordinals, sources: tuple[JsonSource, ...] = JSON_SOURCES
) -> Iterator[Batch]:
    """The records of an input with one JSON object a line; exactly those that `normalise_stream` finds."""
    mixture = Mixture(context, JSON, sources, ordinals=ordinals)
    waiting: dict[str, LineBatch] = {}
    events: list[Event] = []
    lines = ((line, _shaped_source(line, sources)) for line in split_lines(to_utf8(chunks, "utf-8"), UNKNOWN))
    for is_plain, group in itertools.groupby(lines, key=lambda pair: pair[1] is not None):
        if is_plain:
            for line, source in group:
                assert isinstance(line, Line)
                assert source is not None
                batch = waiting.setdefault(source.name, LineBatch(source))
                batch.add(line.data, next(ordinals))
                if batch.is_full:
                    yield waiting.pop(source.name)
            continue
        for found in mixture.read(ordinals.marked(line) for line, _ in group):
            if isinstance(found, Reject):
                yield found
            else:
                events.append(found)
            if len(events) >= _EVENTS:
                yield events
                events = []
    yield from waiting.values()
    yield events


def real_number(record: int, first_ordinal: int, first_line: int) -> int:
    """The number of a piece's record in the whole file, given how many JSON records and lines come before the piece."""
    if record >= 0:
        return record
    place, is_line = divmod(-1 - record, 2)
    return place + (first_line if is_line else first_ordinal)


def _shaped_source(line: Line | Reject, sources: tuple[JsonSource, ...]) -> JsonSource | None:
    """The source of a line that can be matched from its bytes; None if it takes the long way."""
    record = plain_object(line.data) if isinstance(line, Line) else None
    return None if record is None else shaped_source(record, sources)
