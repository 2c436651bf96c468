"""Turn a function that reads one message into a TextSource: decoding, syslog headers, limits and Rejects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import islice

from otasuke.events import Event, LogSource, Reject, RejectReason, Value
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.linux.syslog_header import SyslogHeader, split_syslog

LONGEST_LINE_BYTES = 1 << 20
_LINES_TO_RECOGNISE = 16
_RECOGNISING = Context(datetime(1970, 1, 1, tzinfo=UTC))
_NO_HEADER = SyslogHeader()
_HALF_WIDTH_KANA = frozenset(map(chr, range(0xFF61, 0xFFA0)))


@dataclass(frozen=True, slots=True)
class Message:
    """What one line says, after its syslog header.

    line      the whole line as text.
    text      what follows the syslog header; the whole line where there is none.
    now       when the line was received, for times that name no year.
    zone      that of the device, for times that name none.
    header    empty where there is none.
    """

    line: str
    text: str
    now: datetime
    zone: tzinfo
    header: SyslogHeader = _NO_HEADER

    @property
    def time(self) -> datetime | None:
        """From the header, aware UTC; None without a header."""
        return self.header.time_near(self.now, self.zone)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source made of a message. time and sensor: the header's where they are None and ""."""

    fields: dict[str, Value]
    logsources: tuple[LogSource, ...] = ()
    time: datetime | None = None
    sensor: str = ""


Read = Callable[[Message], Reading | None]


def line_source(name: str, read: Read, *, marks: tuple[bytes, ...] = (b"",)) -> TextSource:
    """A source with one record a line, with or without a syslog header; `read` gives None for what is not of it.

    An input is of the source if it can read at least half of the first lines. Every event keeps the whole line in
    the field `message`, which is where rules with keywords look.

    marks  one of them stands in every line that `read` can read. So most inputs are known not to be of the source
           before any of their lines is read.
    """

    def recognises(head: bytes) -> bool:
        if not any(mark in head for mark in marks):
            return False
        messages = _first_messages(head)
        unreadable = (message for message in messages if _reading_of(message, read)[1] is None)
        return bool(messages) and next(islice(unreadable, len(messages) // 2, None), None) is None

    def events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
        for line in lines:
            if line.data.strip(b" \t\r\n\0"):
                yield _event_or_reject(name, read, line, context)

    def event(line: Line, context: Context) -> Event | None:
        found = None if len(line.data) > LONGEST_LINE_BYTES else _event_or_reject(name, read, line, context)
        return found if isinstance(found, Event) else None

    return TextSource(name, recognises, events, event_of=event)


@lru_cache(maxsize=1)
def _first_messages(head: bytes) -> tuple[Message, ...]:
    """The messages in the first lines of an input: source after source is asked about the same ones."""
    lines = head.splitlines()[:_LINES_TO_RECOGNISE]
    return tuple(message_of(data, _RECOGNISING) for data in lines if data.strip())


def _reading_of(message: Message, read: Read) -> tuple[Message, Reading | None]:
    """The message and what `read` makes of it: of what follows the syslog header, or else of the whole line.

    A line's own time can look like a syslog header (`2024-03-29 15:00:50 Allow …`), hence the second try.
    """
    reading = read(message)
    if reading is None and message.text != message.line:
        message = Message(message.line, message.line, message.now, message.zone)
        reading = read(message)
    return message, reading


def message_of(data: bytes, context: Context) -> Message:
    """The line's text and what its syslog header says."""
    line = text_of(data)
    split = split_syslog(data)
    if split is None:
        return Message(line, line, context.received_at, context.zone)
    header, payload = split
    return Message(line, text_of(payload), context.received_at, context.zone, header)


def event_of(name: str, message: Message, reading: Reading, context: Context, record: int) -> Event:
    """The event that a reading stands for; a field `message` of the source itself becomes `msg`."""
    fields = reading.fields
    if "message" in fields:
        fields.setdefault("msg", fields["message"])
    fields["message"] = message.line
    return Event(
        time=reading.time or message.time,
        received_at=context.received_at,
        source=name,
        sensor=reading.sensor or message.header.hostname or context.sensor,
        logsources=reading.logsources,
        fields=fields,
        record=record,
    )


def too_long(name: str, line: Line) -> Reject:
    """The Reject for a line beyond the limit."""
    detail = f"{len(line.data)} bytes, the limit is {LONGEST_LINE_BYTES}"
    return Reject.of(name, line.offset, RejectReason.TOO_LONG, detail, line.data)


def text_of(data: bytes) -> str:
    """The bytes as text: UTF-8, or else what Japanese devices send (Shift_JIS or EUC-JP); never raises."""
    data = data.strip(b"\r\n\0").removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode()
    except UnicodeDecodeError:
        candidates = [text for encoding in ("cp932", "euc_jp") if (text := _decoded(data, encoding)) is not None]
    # EUC-JP read as Shift_JIS becomes half-width kana, which nobody writes on purpose in a log.
    return min(candidates, key=_count_half_width_kana, default=data.decode(errors="replace"))


def _event_or_reject(name: str, read: Read, line: Line, context: Context) -> Event | Reject:
    if len(line.data) > LONGEST_LINE_BYTES:
        return too_long(name, line)
    message, reading = _reading_of(message_of(line.data, context), read)
    if reading is None:
        return Reject.of(name, line.offset, RejectReason.BROKEN_RECORD, f"not a record of {name}", line.data)
    return event_of(name, message, reading, context, line.number)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _count_half_width_kana(text: str) -> int:
    return sum(character in _HALF_WIDTH_KANA for character in text)
