"""Shifts as a calendar file (RFC 5545). Pure: they name nobody, and no customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from otasuke.web.duty.rota import Shift

_MOST_BYTES = 75
"""Of a line, without its end: RFC 5545, section 3.1."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the calendar, in the language of who reads it."""

    name: str
    first: str
    second: str


def calendar(shifts: Iterable[Shift], words: Words, *, host: str, at: datetime) -> bytes:
    """The file. A shift keeps its name as long as it is somebody's, so that a calendar moves it and does not double it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//otasuke//duty//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(words.name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for one in shifts for line in _event(one, words, host, at)),
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(shift: Shift, words: Words, host: str, at: datetime) -> Sequence[str]:
    source, _day = shift.key
    return (
        "BEGIN:VEVENT",
        f"UID:{source}-{_stamp(shift.begins)}@{host}",
        f"DTSTAMP:{_stamp(at)}",
        f"DTSTART:{_stamp(shift.begins)}",
        f"DTEND:{_stamp(shift.ends)}",
        f"SUMMARY:{_text(words.first if shift.place == 1 else words.second)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces that are short enough; none ends within a character."""
    piece = b""
    for one in line:
        encoded = one.encode()
        if len(piece) + len(encoded) > _MOST_BYTES:
            yield piece
            piece = b" "
        piece += encoded
    yield piece
