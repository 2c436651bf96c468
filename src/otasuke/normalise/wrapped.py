"""Lines that a shipper wrapped into JSON (see `wrapping`): every line is read by its own source, as if it had come alone.

An event has the fields of the line and those of the document around it. A document whose line no source knows is JSON like
any other. How a line begins tells its source, and nothing further inside; a program that speaks for itself does not get to
begin with the header of another, and a message of syslog belongs to the program that the shipper names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from otasuke.events import Event
from otasuke.normalise import beginnings
from otasuke.normalise.base import Context, FileSource, JsonObject, JsonSource, Line, TextSource
from otasuke.normalise.generic import ndjson
from otasuke.normalise.json_lines import JsonRecord, parse_line
from otasuke.normalise.linux.syslog import SYSLOG, message_event
from otasuke.normalise.linux.syslog_header import split_syslog
from otasuke.normalise.windows import xml
from otasuke.normalise.wrapping import Wrapped, host_of, time_in, unwrap

NAME = "generic.wrapped"
_MOST_WRAPPINGS = 2
"""Filebeat may read the file in which Docker wrapped a line."""
_BREAKS = str.maketrans("\r\n\0", "   ")


class _Reader:
    """Reads wrapped lines with these sources."""

    def __init__(self, sources: Iterable[JsonSource | TextSource | FileSource]) -> None:
        sources = tuple(sources)
        self._json = tuple(source for source in sources if isinstance(source, JsonSource))
        self._text = {source.name: source for source in sources if isinstance(source, TextSource) and source.event_of}

    def recognises(self, record: JsonObject) -> bool:
        return self._recognises(record, _MOST_WRAPPINGS)

    def to_event(self, record: JsonObject, context: Context, ordinal: int) -> Event:
        return self._event(record, context, ordinal, _MOST_WRAPPINGS)

    def _recognises(self, record: JsonObject, wrappings: int) -> bool:
        wrapped = unwrap(record)
        if not wrapped:
            return False
        name, wrapped = _source_of(wrapped)
        if name == beginnings.JSON and not wrapped.header:
            return self._inner_source(_object_in(wrapped), wrappings) is not None
        return name is not None

    def _event(self, record: JsonObject, context: Context, ordinal: int, wrappings: int) -> Event:
        around = ndjson.to_event(record, context, ordinal)
        wrapped = unwrap(record)
        if not wrapped:
            return around
        moment = time_in(record) or around.time
        inside = replace(context, sensor=host_of(record) or around.sensor, received_at=moment or context.received_at)
        event = self._inner_event(wrapped, inside, ordinal, wrappings)
        if not event:
            return around
        fields = {name: value for name, value in around.fields.items() if name != wrapped.member}
        fields.update(event.fields)
        return replace(event, time=event.time or moment, received_at=context.received_at, fields=fields)

    def _inner_event(self, wrapped: Wrapped, context: Context, ordinal: int, wrappings: int) -> Event | None:
        name, wrapped = _source_of(wrapped)
        if wrapped.header:
            context = replace(context, sensor=wrapped.header.hostname or context.sensor)
        line = Line(0, ordinal, _line(wrapped))
        event: object = None
        if name == beginnings.JSON:
            event = self._json_event(_object_in(wrapped), context, ordinal, wrappings)
        elif name == xml.NAME:
            event = next(xml.read_events((replace(line, data=_data(wrapped)),), context))
        elif name in self._text:
            event_of = self._text[name].event_of
            event = event_of(line, context) if event_of else None
        if not isinstance(event, Event) and name is not None:
            event = _message(wrapped, line, context)
        if not isinstance(event, Event) or event.time or not wrapped.header:
            return event if isinstance(event, Event) else None
        return replace(event, time=wrapped.header.time_near(context.received_at, context.zone))

    def _json_event(self, found: JsonObject | None, context: Context, ordinal: int, wrappings: int) -> Event | None:
        source = self._inner_source(found, wrappings)
        if found is None or source is None:
            return None
        if source.name == NAME:
            return self._event(found, context, ordinal, wrappings - 1)
        return source.to_event(found, context, ordinal)

    def _inner_source(self, found: JsonObject | None, wrappings: int) -> JsonSource | None:
        if found is None:
            return None
        known = next((source for source in self._json if source.recognises(found)), None)
        if known or not (wrappings > 1 and self._recognises(found, wrappings - 1)):
            return known
        return JsonSource(NAME, self.recognises, self.to_event)


def source_for(sources: Iterable[JsonSource | TextSource | FileSource]) -> JsonSource:
    """The source of documents with lines of these sources."""
    reader = _Reader(sources)
    return JsonSource(NAME, reader.recognises, reader.to_event)


def _source_of(wrapped: Wrapped) -> tuple[str | None, Wrapped]:
    """The name of the source that reads the line, None if nobody knows it; and the line without a header around JSON or XML."""
    line = _line(wrapped)
    name = beginnings.source_by_beginning(line)
    if wrapped.header:
        return beginnings.source_by_program(wrapped.header.program) or _sound(name, wrapped) or SYSLOG.name, wrapped
    split = split_syslog(line) if wrapped.whole and not name else None
    if not split:
        return _sound(name, wrapped), wrapped
    name = beginnings.source_by_program(split[0].program) or beginnings.source_by_beginning(split[1])
    if name in (beginnings.JSON, xml.NAME):
        header = split[0] if split[0].says_who else None
        wrapped = replace(wrapped, text=split[1].decode("utf-8", "replace"), header=header, whole=False)
    return _sound(name, wrapped) or (SYSLOG.name if split[0].says_who else None), wrapped


def _sound(name: str | None, wrapped: Wrapped) -> str | None:
    """The name, unless it is that of XML without an end."""
    return None if name == xml.NAME and not xml.is_event(_data(wrapped)) else name


def _message(wrapped: Wrapped, line: Line, context: Context) -> Event | None:
    """The line as a message of syslog, or a record of the audit system; None if it is neither."""
    is_audit = beginnings.source_by_beginning(line.data) == SYSLOG.name
    if wrapped.header and not is_audit:
        return message_event(wrapped.header, _own_message(wrapped, line), context, line.number)
    if not wrapped.whole and not is_audit:
        return None
    found = next(SYSLOG.events((line,), context), None)
    return found if isinstance(found, Event) else None


def _own_message(wrapped: Wrapped, line: Line) -> str:
    """The message without a header that says the same as the document: some shippers leave it there."""
    split = split_syslog(line.data)
    header = wrapped.header
    if split and header and split[0].program and split[0].program == header.program:
        return split[1].decode("utf-8", "replace")
    return line.data.decode("utf-8", "replace")


def _object_in(wrapped: Wrapped) -> JsonObject | None:
    """The object that the line is, if it is one."""
    records = list(parse_line(Line(0, 0, _data(wrapped)), NAME) or ())
    return records[0].value if len(records) == 1 and isinstance(records[0], JsonRecord) else None


def _line(wrapped: Wrapped) -> bytes:
    return wrapped.text.translate(_BREAKS).encode(errors="replace")


def _data(wrapped: Wrapped) -> bytes:
    return wrapped.text.encode(errors="replace")
