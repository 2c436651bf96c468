"""What a normaliser is: three kinds of source, and the lines they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from otasuke.events import Event, Reject
from otasuke.events.shape import Shape
from otasuke.normalise.times import JST

JsonObject: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input without its line ending.

    offset  of its first byte in the input.
    number  its ordinal in the input, from 0.
    """

    offset: int
    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Context:
    """What the bytes themselves do not say.

    received_at  aware UTC.
    sensor       used where a record names no computer.
    zone         of the times that devices write without saying which zone they mean (RFC 3164 syslog, most firewalls,
                 application logs); this service reads logs from Japan, which has no summer time. Formats that are UTC by definition are not touched by it.
    """

    received_at: datetime
    sensor: str = ""
    zone: tzinfo = JST


@dataclass(frozen=True, slots=True)
class JsonSource:
    """A source that writes JSON objects; the registry picks one for every object by its content.

    recognises  cheap and total: looks at a few keys, never raises.
    to_event    total for every object it recognises; `record` is the ordinal to use when the object has none.
    shape       the same mapping as data, for sources that are also matched straight from their bytes.
    """

    name: str
    recognises: Callable[[JsonObject], bool]
    to_event: Callable[[JsonObject, Context, int], Event]
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class TextSource:
    """A source that writes lines of text.

    recognises  given the first lines of an input, whether they are of this source; never raises.
    events      yields exactly one Event or Reject for every line that is a record (headers, comments and
                blank lines are not records).
    split       cuts the input into records where these are no lines; each is handed over as a `Line`.
    event_of    the event of one line, None if it is not of this source; absent where lines do not stand alone.
    """

    name: str
    recognises: Callable[[bytes], bool]
    events: Callable[[Iterable[Line], Context], Iterator[Event | Reject]]
    split: Callable[[Iterable[bytes]], Iterator[Line | Reject]] | None = None
    event_of: Callable[[Line, Context], Event | None] | None = None


@dataclass(frozen=True, slots=True)
class FileSource:
    """A source whose records only make sense as a whole input, such as an `.evtx` file.

    events  yields one Event or Reject for every record, in the order of the input.
    stream  the same from chunks, where the input need not be held as a whole.
    """

    name: str
    recognises: Callable[[bytes], bool]
    events: Callable[[bytes, Context], Iterator[Event | Reject]]
    stream: Callable[[Iterator[bytes], Context], Iterator[Event | Reject]] | None = None
