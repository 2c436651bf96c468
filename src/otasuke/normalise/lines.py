"""Bytes in chunks → UTF-8 → lines, in bounded memory whatever the bytes are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from otasuke.events import MOST_VALUES, Event, Reject, RejectReason
from otasuke.normalise.base import Line

LONGEST_RECORD_BYTES = 1 << 20
"""Longest record that is read. Script blocks reach some hundred kilobytes; what is longer becomes a Reject."""

# A crash leaves runs of NUL bytes in a log.
NOT_CONTENT = b" \t\r\n\x0b\x0c\0"

_SAMPLE_BYTES = 1024
_NUL_RUN = re.compile(rb"\0+")
_FEWEST_NUL_RUNS = 3
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\x0b\x0c\r\x1b")


def split_lines(chunks: Iterable[bytes], source: str, offset: int = 0) -> Iterator[Line | Reject]:
    """Every line that has content, without line ending, blanks and NUL bytes around it.

    A line longer than LONGEST_RECORD_BYTES is one Reject, and reading goes on behind the next newline.
    """
    number, length, rest = 0, 0, bytearray()
    for chunk in chunks:
        *ended, tail = chunk.split(b"\n")
        for data in ended:
            if line := _line(source, offset, number, bytes(rest) + data if rest else data, length + len(data)):
                yield line
            offset, number, length, rest = offset + length + len(data) + 1, number + 1, 0, bytearray()
        rest += tail[: LONGEST_RECORD_BYTES + 1 - len(rest)]
        length += len(tail)
    if line := _line(source, offset, number, bytes(rest), length):
        yield line


def _line(source: str, offset: int, number: int, data: bytes, length: int) -> Line | Reject | None:
    if length > LONGEST_RECORD_BYTES:
        return too_long(source, offset, length, data)
    content = data.strip(NOT_CONTENT)
    return Line(offset, number, content) if content else None


def too_long(source: str, offset: int, length: int, data: bytes, limit: int = LONGEST_RECORD_BYTES) -> Reject:
    """The Reject of a record of this length, of which `data` is the beginning."""
    detail = f"{length} bytes, more than {limit}"
    return Reject.of(source, offset, RejectReason.TOO_LONG, detail, data)


def unless_too_many(event: Event, offset: int, data: bytes) -> Event | Reject:
    """The event, or the Reject of its record `data` if its lists have more than MOST_VALUES values together."""
    lists = {
        id(value): len(value) for value in event.fields.values() if isinstance(value, tuple)
    }  # aliases share theirs
    values = sum(lists.values())
    if values <= MOST_VALUES:
        return event
    detail = f"{values} values in lists, more than {MOST_VALUES}"
    return Reject.of(event.source, offset, RejectReason.TOO_MANY_VALUES, detail, data)


def encoding_of(head: bytes) -> str:
    """The encoding that the beginning of an input shows: `utf-16-le`, `utf-16-be` or `utf-8`.

    Without a byte order mark, text of mostly ASCII letters is recognised by a NUL in every second byte.
    """
    if head.startswith(codecs.BOM_UTF16_LE) or _every_second_is_nul(head, 1):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE) or _every_second_is_nul(head, 0):
        return "utf-16-be"
    return "utf-8"


def _every_second_is_nul(head: bytes, first: int) -> bool:
    sample = head[:_SAMPLE_BYTES]
    nuls, others = sample[first::2], sample[1 - first :: 2]
    return len(sample) >= 4 and nuls.count(0) > 0.7 * len(nuls) and others.count(0) < 0.1 * len(others)


def is_binary(head: bytes) -> bool:
    """Whether this is no text at all: NUL bytes here and there and other control characters, but no UTF-16.

    Text may hold NUL bytes too, in long runs or as separators, and is not binary for that.
    """
    sample = head[:_SAMPLE_BYTES]
    has_controls = len(sample.translate(None, _CONTROLS)) < len(sample)
    return has_controls and len(_NUL_RUN.findall(sample)) >= _FEWEST_NUL_RUNS


def to_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8, without byte order mark. UTF-8 passes unchecked, broken UTF-16 becomes U+FFFD."""
    decoded = chunks if encoding == "utf-8" else _decoded(chunks, encoding)
    beginning = True
    for chunk in decoded:
        yield chunk.removeprefix(codecs.BOM_UTF8) if beginning else chunk
        beginning = beginning and not chunk


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()
