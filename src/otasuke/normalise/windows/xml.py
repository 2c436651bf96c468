"""Windows events as XML text: `wevtutil /f:xml`, the Event Viewer's export, forwarders, and Sysmon for Linux.

An event is cut out from `<Event` to `</Event>` and only this is parsed. A document type or an entity definition can
therefore not stand in front of it, and expat refuses both inside of an element: nothing is ever fetched or expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from otasuke.events import Event, Reject, RejectReason
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.lines import LONGEST_RECORD_BYTES, split_lines, unless_too_many
from otasuke.normalise.windows.evtx import evtx_event
from otasuke.normalise.windows.xml_tree import BrokenXml, parse_event

NAME = "windows.xml"

_END = b"</Event>"
_START = re.compile(rb"<Event(?=[\s>])")
_MARKUP = re.compile(rb"<[^<>]{0,2000}>")
_EXPORT = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:\?xml|Events?[\s>])")
# Stands for a newline while pieces are cut; XML allows it nowhere.
_NEWLINE = b"\x0b"


def is_export(head: bytes) -> bool:
    """Whether the input is XML with events from its first byte on."""
    return bool(_EXPORT.match(head)) and bool(_START.search(head))


def is_event(text: bytes) -> bool:
    """Whether the text begins with an event and has its end. One inside of other text is what somebody wrote there."""
    return bool(_START.match(text)) and _END in text


def split_events(chunks: Iterable[bytes]) -> Iterator[Line | Reject]:
    """Every event, up to its `</Event>`; text between events is a Reject."""
    marked = (chunk.replace(b"\n", _NEWLINE).replace(_END, _END + b"\n") for chunk in _whole_tags(chunks))
    ends = 0
    for item in split_lines(marked, NAME):
        if isinstance(item, Line):
            ends = item.number
            line = replace(item, offset=item.offset - ends, data=item.data.replace(_NEWLINE, b"\n"))
            yield from _pieces(line)
        else:
            yield replace(item, offset=item.offset - ends)


def _whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks that end with a tag, unless a tag is absurdly long."""
    pending = bytearray()
    for chunk in chunks:
        pending += chunk
        end = pending.rfind(b">") + 1 or (len(pending) if len(pending) > LONGEST_RECORD_BYTES else 0)
        yield bytes(pending[:end])
        del pending[:end]
    yield bytes(pending)


def _pieces(line: Line) -> Iterator[Line | Reject]:
    """The event at the end of the line, and Rejects for what stands before it: text, or events without an end."""
    starts = [found.start() for found in _START.finditer(line.data)] or [len(line.data)]
    if _MARKUP.sub(b"", line.data[: starts[0]]).strip():
        yield _reject(line, "text between events")
    for start, end in pairwise(starts):
        yield _reject(replace(line, offset=line.offset + start, data=line.data[start:end]), "an event without its end")
    if starts[-1] < len(line.data):
        yield replace(line, offset=line.offset + starts[-1], data=line.data[starts[-1] :])


def read_events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    """One Event or Reject for every line; what stands around the event, such as a syslog header, is passed over."""
    for line in lines:
        start = _START.search(line.data)
        try:
            record = parse_event(line.data[start.start() if start else 0 :].partition(_END)[0] + _END)
        except BrokenXml as error:
            yield _reject(line, str(error))
        else:
            event = replace(evtx_event(record, context, line.number), source=NAME)
            yield unless_too_many(event, line.offset, line.data)


def _reject(line: Line, detail: str) -> Reject:
    return Reject.of(NAME, line.offset, RejectReason.BROKEN_XML, detail, line.data)


SOURCE = TextSource(name=NAME, recognises=is_export, events=read_events, split=split_events)
