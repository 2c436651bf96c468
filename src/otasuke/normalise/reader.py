"""Bytes → events: recognises a format by its content and hands every record to its source.

Every record becomes exactly one Event or Reject. Memory is bounded for text and JSON; a file format such as `.evtx`
is held as a whole, up to LONGEST_FILE_BYTES. Offsets count bytes of the input, or of its UTF-8 form if it was UTF-16.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from otasuke.events import Event, Reject, RejectReason
from otasuke.normalise.base import Context, FileSource, JsonSource, Line, TextSource
from otasuke.normalise.beginnings import JSON
from otasuke.normalise.json_lines import parse_line
from otasuke.normalise.json_values import read_values
from otasuke.normalise.lines import encoding_of, is_binary, split_lines, to_utf8, too_long
from otasuke.normalise.linux.syslog import SYSLOG
from otasuke.normalise.mixture import UNKNOWN, Mixture, common_source, event_of
from otasuke.normalise.registry import FILE_SOURCES, JSON_SOURCES, SOURCES, TEXT_SOURCES

LONGEST_FILE_BYTES = 1 << 30
_CHUNK_BYTES = 1 << 18
_SHOWN_BYTES = 1 << 14
_LINES_TO_TELL = 16
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]*+(?:\{\s*+[\"}]|\[\s*+[\[{\]])")

Found = Iterator[Event | Reject]

__all__ = ["UNKNOWN", "Tally", "UnknownSource", "event_of", "normalise", "normalise_stream"]


class UnknownSource(ValueError):
    """No source has this name."""


@dataclass(slots=True)
class Tally:
    """What became of an input: every record is counted once, as an event of a source or as a Reject with a reason."""

    events: Counter[str] = field(default_factory=Counter)
    rejects: Counter[RejectReason] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """How many records there were."""
        return self.events.total() + self.rejects.total()

    def counting(self, found: Iterable[Event | Reject]) -> Found:
        """The same items, counted as they pass."""
        for item in found:
            if isinstance(item, Event):
                self.events[item.source] += 1
            else:
                self.rejects[item.reason] += 1
            yield item


def normalise(data: bytes, context: Context, *, source: str | None = None) -> Found:
    """The events and Rejects of a whole input; see `normalise_stream`."""
    chunks = (data[start : start + _CHUNK_BYTES] for start in range(0, len(data), _CHUNK_BYTES))
    return normalise_stream(chunks, context, source=source)


def normalise_stream(chunks: Iterable[bytes], context: Context, *, source: str | None = None) -> Found:
    """The events and Rejects of an input that arrives in chunks. `source` names the format instead of recognising it.

    Raises UnknownSource if there is no such source.
    """
    named = None if source is None else _source_named(source)
    return _read(iter(chunks), context, named)


def is_json_lines(head: bytes) -> bool:
    """Whether an input that begins like this is UTF-8 with one JSON object a line."""
    if any(file.recognises(head) for file in FILE_SOURCES) or encoding_of(head) != "utf-8" or is_binary(head):
        return False
    return _JSON.match(head) is not None and _has_one_object_a_line(head)


def _source_named(name: str) -> JsonSource | TextSource | FileSource:
    for source in SOURCES:
        if source.name == name:
            return source
    raise UnknownSource(f"no source is called {name!r}")


def _read(chunks: Iterator[bytes], context: Context, named: JsonSource | TextSource | FileSource | None) -> Found:
    head, chunks = _with_head(chunks)
    files = [named] if isinstance(named, FileSource) else [file for file in FILE_SOURCES if file.recognises(head)]
    if files and (named is None or named in files):
        stream = files[0].stream
        yield from stream(chunks, context) if stream else _read_file(files[0], chunks, context)
    elif encoding_of(head) == "utf-8" and is_binary(head):
        length = sum(len(chunk) for chunk in chunks)
        yield Reject.of(UNKNOWN, 0, RejectReason.NOT_TEXT, f"{length} bytes that are no text", head)
    else:
        head, text = _with_head(to_utf8(chunks, encoding_of(head)))
        if isinstance(named, JsonSource) or (named is None and _JSON.match(head)):
            yield from _read_json(head, text, context, (named,) if isinstance(named, JsonSource) else JSON_SOURCES)
        else:
            yield from _read_text(head, text, context, named if isinstance(named, TextSource) else None)


def _with_head(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The beginning of the input, and all of its chunks again."""
    first, length = [], 0
    for chunk in chunks:
        first.append(chunk)
        length += len(chunk)
        if length >= _CHUNK_BYTES:
            break
    head = b"".join(first)
    return head, itertools.chain((head,), chunks)


def _read_file(file: FileSource, chunks: Iterator[bytes], context: Context) -> Found:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > LONGEST_FILE_BYTES:
            yield too_long(file.name, 0, len(data), bytes(data[:_SHOWN_BYTES]), LONGEST_FILE_BYTES)
            return
    yield from file.events(bytes(data), context)


def _read_json(head: bytes, chunks: Iterable[bytes], context: Context, sources: tuple[JsonSource, ...]) -> Found:
    if _has_one_object_a_line(head):
        yield from Mixture(context, JSON, sources).read(split_lines(chunks, UNKNOWN))
        return
    for ordinal, record in enumerate(read_values(chunks, UNKNOWN)):
        yield record if isinstance(record, Reject) else event_of(record, context, ordinal, sources)


def _has_one_object_a_line(head: bytes) -> bool:
    """Whether the first line is sound JSON, or is not but the second looks like an object of its own."""
    lines = list(itertools.islice(split_lines((head,), UNKNOWN), 3))
    first, second = (*lines, None, None)[:2]
    if isinstance(first, Line) and parse_line(first, UNKNOWN) is not None:
        return True
    return isinstance(second, Line) and second.data.startswith(b"{") and second.data.endswith(b"}")


def _read_text(head: bytes, chunks: Iterable[bytes], context: Context, named: TextSource | None) -> Found:
    source = named or _text_source(head)
    if source is None or source is SYSLOG or (source.event_of and not named):
        name = source.name if source else UNKNOWN
        yield from Mixture(context, name, JSON_SOURCES).read(split_lines(chunks, name))
    else:
        lines = source.split(chunks) if source.split else split_lines(chunks, source.name)
        yield from _with_rejects(source.events, lines, context)


def _text_source(head: bytes) -> TextSource | None:
    shown = head[:_SHOWN_BYTES]
    # Not in the middle of a line, unless there is only one.
    first_lines = shown[: shown.rfind(b"\n") + 1] or shown if len(head) > len(shown) else shown
    told = common_source(first_lines.split(b"\n", _LINES_TO_TELL)[:_LINES_TO_TELL])
    return told or next((source for source in TEXT_SOURCES if source.recognises(first_lines)), None)


def _with_rejects(
    read: Callable[[Iterable[Line], Context], Found], lines: Iterable[Line | Reject], context: Context
) -> Found:
    """What `read` makes of the lines, and the Rejects that stand between them."""
    rejects: list[Reject] = []

    def only_lines() -> Iterator[Line]:
        for line in lines:
            if isinstance(line, Line):
                yield line
            else:
                rejects.append(line)

    for found in read(only_lines(), context):
        yield from rejects
        rejects.clear()
        yield found
    yield from rejects
