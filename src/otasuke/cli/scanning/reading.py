"""A stream → batches for the engine: lines of one shape as they are, everything else as events.

The reader of `normalise` says what a record is; here the same records take the shorter way where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

from otasuke.events import Event, Reject
from otasuke.normalise.base import Context, JsonSource, Line
from otasuke.normalise.json_lines import DEEPEST_NESTING, ENVELOPE_MEMBERS, JsonRecord, parse_line
from otasuke.normalise.json_values import read_values
from otasuke.normalise.lines import split_lines, to_utf8
from otasuke.normalise.reader import UNKNOWN, event_of, normalise_stream
from otasuke.normalise.registry import JSON_SOURCES

_EVENTS = 4096
_LINES = 8192
_LINE_BYTES = 4 << 20
# A line is longer than what the kernel takes as one only if its escapes are; such lines go as events.
_LONGEST_LINE_BYTES = 1 << 20
_MOST_ENVELOPE_MEMBERS = 9

Ordinal: TypeAlias = Callable[[int], int]
"""How the ordinal of a record is written in its event: as it is, or marked as one of a piece."""


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
    chunks: Iterable[bytes], context: Context, *, ordinal: Ordinal, sources: tuple[JsonSource, ...] = JSON_SOURCES
) -> Iterator[Batch]:
    """The records of an input with one JSON object a line; exactly those that `normalise_stream` finds."""
    waiting: dict[str, LineBatch] = {}
    events: list[Event] = []
    number = 0
    for line in split_lines(to_utf8(chunks, "utf-8"), UNKNOWN):
        value = None if isinstance(line, Reject) else _plain_object(line.data)
        source = None if value is None else _shaped_source(value, sources)
        if source is not None:
            assert isinstance(line, Line)
            batch = waiting.setdefault(source.name, LineBatch(source))
            batch.add(line.data, ordinal(number))
            number += 1
            if batch.is_full:
                yield waiting.pop(source.name)
            continue
        for found in _slowly(line, context, ordinal, number, sources):
            number += 1
            if isinstance(found, Reject):
                yield found
            else:
                events.append(found)
        if len(events) >= _EVENTS:
            yield events
            events = []
    yield from waiting.values()
    yield events


def _plain_object(line: bytes) -> dict[str, Any] | None:
    """The object that a line is, if it is one record, no envelope and not suspiciously deep."""
    if len(line) > _LONGEST_LINE_BYTES or line.count(b"{") + line.count(b"[") > DEEPEST_NESTING:
        return None
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict):
        return None
    is_envelope = len(value) <= _MOST_ENVELOPE_MEMBERS and any(name in value for name in ENVELOPE_MEMBERS)
    return None if is_envelope else value


def _shaped_source(value: dict[str, Any], sources: tuple[JsonSource, ...]) -> JsonSource | None:
    for source in sources:
        if source.recognises(value):
            return source if source.shape is not None else None
    return None


def _slowly(
    line: Line | Reject, context: Context, ordinal: Ordinal, number: int, sources: tuple[JsonSource, ...]
) -> Iterator[Event | Reject]:
    if isinstance(line, Reject):
        yield line
        return
    records: Iterable[JsonRecord | Reject] = parse_line(line, UNKNOWN) or read_values(
        (line.data,), UNKNOWN, line.offset
    )
    for ahead, record in enumerate(records):
        if isinstance(record, Reject):
            yield record
        else:
            yield event_of(record, context, ordinal(number + ahead), sources)
