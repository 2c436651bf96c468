"""Lines of many devices in one input, as collectors write them: every line is read by its own source.

A line is of the source that its beginning tells, then of the input's main source, then of syslog if it has such a
header. Where a source cannot read a line that began like one of its own, syslog does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial

from otasuke.events import Event, Reject, RejectReason
from otasuke.normalise import beginnings
from otasuke.normalise.base import Context, JsonSource, Line, TextSource
from otasuke.normalise.json_lines import JsonRecord, parse_line
from otasuke.normalise.json_values import read_values
from otasuke.normalise.lines import unless_too_many
from otasuke.normalise.linux.programs import carries_strangers_words
from otasuke.normalise.linux.syslog import SYSLOG
from otasuke.normalise.linux.syslog_header import SyslogHeader, split_syslog
from otasuke.normalise.registry import TEXT_SOURCES
from otasuke.normalise.windows import xml

UNKNOWN = "unknown"
"""The source of a Reject that no source recognised."""

Found = Iterator[Event | Reject]
_Read = Callable[[Iterable[Line]], Found]

_BY_NAME = {source.name: source for source in TEXT_SOURCES if source.event_of}


def event_of(record: JsonRecord, context: Context, ordinal: int, sources: tuple[JsonSource, ...]) -> Event | Reject:
    """The event of a record, read by the first source that recognises it."""
    for source in sources:
        if source.recognises(record.value):
            return unless_too_many(source.to_event(record.value, context, ordinal), record.offset, record.data)
    return _unknown(record.offset, record.data)


class Mixture:
    """Reads the lines of one input.

    main      the name of the source that most of its lines seem to be of; JSON or UNKNOWN if that is no text source.
    ordinals  gives the ordinals of JSON records, where somebody else reads some of them.
    """

    def __init__(
        self,
        context: Context,
        main: str,
        json_sources: tuple[JsonSource, ...],
        *,
        ordinals: Iterator[int] | None = None,
    ) -> None:
        self._context = context
        self._main = main
        self._json_sources = json_sources
        self._specific = tuple(source for source in json_sources if not source.name.startswith("generic."))
        self._ordinals = ordinals or itertools.count()
        self._readers: dict[str, _Read] = {
            beginnings.JSON: self._read_json,
            xml.NAME: self._read_xml,
            SYSLOG.name: lambda lines: SYSLOG.events(lines, context),
            UNKNOWN: lambda lines: (_unknown(line.offset, line.data) for line in lines),
            **{source.name: partial(self._read_lines, source) for source in _BY_NAME.values()},
        }

    def read(self, lines: Iterable[Line | Reject]) -> Found:
        """One Event or Reject for every record."""
        for name, group in itertools.groupby(lines, key=self._source_of):
            if name is None:
                yield from (item for item in group if isinstance(item, Reject))
            else:
                yield from self._readers[name](item for item in group if isinstance(item, Line))

    def _source_of(self, line: Line | Reject) -> str | None:
        """The name of the source that reads the line; None for what is a Reject already."""
        if isinstance(line, Reject):
            return None
        name, split = _told_source(line.data)
        if name == xml.NAME and not xml.is_event(split[1] if split else line.data):
            name = None
        return name or self._source_by_header(split[0] if split else None)

    def _source_by_header(self, header: SyslogHeader | None) -> str:
        if self._main in _BY_NAME and not (header and self._is_of_program(header.program)):
            return self._main
        return SYSLOG.name if header and header.says_who else self._main

    def _is_of_program(self, program: str) -> bool:
        """Whether a message is what a program says, though the main source might find its own words in it."""
        return carries_strangers_words(program) or bool(program and self._main in beginnings.MARKED)

    def _read_lines(self, source: TextSource, lines: Iterable[Line]) -> Found:
        assert source.event_of is not None
        for line in lines:
            event = source.event_of(line, self._context)
            if event is not None:
                yield event
            else:
                yield from self._otherwise(line) or source.events((line,), self._context)

    def _otherwise(self, line: Line) -> Found | None:
        """The line as a message of syslog, None if it has no header."""
        split = split_syslog(line.data)
        return SYSLOG.events((line,), self._context) if split and split[0].says_who else None

    def _read_xml(self, lines: Iterable[Line]) -> Found:
        return xml.read_events(lines, self._context)

    def _read_json(self, lines: Iterable[Line]) -> Found:
        for line in lines:
            if line.data[:1] in (b"{", b"["):
                yield from self._json_line(line)
            else:
                yield from self._carried_json(line) or self._otherwise(line) or self._json_line(line)

    def _json_line(self, line: Line) -> Found:
        for record in parse_line(line, UNKNOWN) or read_values((line.data,), UNKNOWN, line.offset):
            if isinstance(record, Reject):
                yield record
            else:
                ordinal = next(self._ordinals) if self._main == beginnings.JSON else line.number
                yield event_of(record, self._context, ordinal, self._json_sources)

    def _carried_json(self, line: Line) -> list[Event | Reject] | None:
        """The events of JSON behind a syslog header, which says when and where if they do not.

        None if it is broken or of no source in particular: then it is a message of the program that wrote it.
        """
        header, payload = split_syslog(line.data) or (None, line.data)
        records = list(parse_line(replace(line, data=payload), UNKNOWN) or ()) if header else []
        context = replace(self._context, sensor=(header and header.hostname) or self._context.sensor)
        events = [
            event_of(record, context, line.number, self._specific)
            for record in records
            if isinstance(record, JsonRecord)
        ]
        if not events or not all(isinstance(event, Event) for event in events):
            return None
        sent = header.time_near(context.received_at, context.zone) if header else None
        return [replace(event, time=event.time or sent) if isinstance(event, Event) else event for event in events]


def common_source(lines: Iterable[bytes]) -> TextSource | None:
    """The source of single lines that the beginnings of all of these lines tell, blank ones aside; None if there is no such."""
    names = (_told_source(line)[0] for line in lines if line.strip())
    first = next(names, None)
    return _BY_NAME[first] if first in _BY_NAME and all(name == first for name in names) else None


@lru_cache(maxsize=16)
def _told_source(line: bytes) -> tuple[str | None, tuple[SyslogHeader, bytes] | None]:
    """The name of the source that a line's beginning tells, or None; and what the line is behind a syslog header.

    The header is only looked for where the line itself does not tell. The first lines of an input are asked about twice.
    """
    name = beginnings.source_by_beginning(line)
    split = None if name else split_syslog(line)
    if split:
        name = beginnings.source_by_program(split[0].program) or beginnings.source_by_beginning(split[1])
    return name, split


def _unknown(offset: int, data: bytes) -> Reject:
    return Reject.of(UNKNOWN, offset, RejectReason.UNKNOWN_FORMAT, "no source recognises this record", data)
