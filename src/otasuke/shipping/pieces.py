"""The next piece of a log: whole lines, or what is to be passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from otasuke.shipping.followed import Followed
from otasuke.shipping.lines import (
    encoding_of,
    end_of_first_line,
    end_of_last_line,
    first_nul,
    records_in,
    unit_of,
)
from otasuke.shipping.marks import ReadAt

LONGEST_LINE_BYTES = 1 << 20
_SCAN_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """What was read at one go.

    after     the log as it is when the piece has been dealt with.
    records   one a line, in UTF-8, each with a line ending; may be empty.
    count     of the records.
    too_long  the beginning of a line that is too long to be a record; the rest of it is passed over.
    """

    after: Followed
    records: bytes = b""
    count: int = 0
    too_long: bytes = b""


def next_piece(log: Followed, read_at: ReadAt, *, largest: int, is_ended: bool) -> Piece | None:
    """The piece behind the log's offset; None if there is nothing yet that is whole.

    largest   in bytes; a single line may be longer.
    is_ended  nothing will be added to the log: what is behind the last line ending is a line too.
    """
    window = read_at(log.offset, largest)
    if log.offset == 0:
        log = replace(log, encoding=encoding_of(window))
    if log.in_long_line:
        return _rest_of_long_line(log, window, read_at) if window else None
    if end := end_of_last_line(window, log.encoding):
        return _piece(log, window[:end], read_at)
    if len(window) == largest:
        window = read_at(log.offset, LONGEST_LINE_BYTES + unit_of(log.encoding))
        if end := end_of_first_line(window, log.encoding):
            return _piece(log, window[:end], read_at)
    return _piece_without_line_ending(log, window, read_at, is_ended=is_ended)


def _piece_without_line_ending(log: Followed, window: bytes, read_at: ReadAt, *, is_ended: bool) -> Piece | None:
    """NULs are a place that was made for what is yet to come, unless something stands behind them."""
    nul = first_nul(window, log.encoding)
    if nul is not None and (data := _first_data(log.offset + nul, read_at, unit_of(log.encoding))) is not None:
        return _piece(log, window[:nul], read_at) if nul else Piece(log.read_to(data, read_at))
    if nul is None and len(window) > LONGEST_LINE_BYTES:
        end = len(window) - len(window) % unit_of(log.encoding)
        return Piece(log.read_to(log.offset + end, read_at, in_long_line=True), too_long=window[:end])
    return _piece(log, window, read_at) if window and is_ended else None


def _piece(log: Followed, data: bytes, read_at: ReadAt) -> Piece:
    records = records_in(data, log.encoding)
    after = log.read_to(log.offset + len(data), read_at)
    return Piece(after, b"".join(b"%b\n" % record for record in records), len(records))


def _rest_of_long_line(log: Followed, window: bytes, read_at: ReadAt) -> Piece | None:
    end = end_of_first_line(window, log.encoding)
    size = end or len(window) - len(window) % unit_of(log.encoding)
    return Piece(log.read_to(log.offset + size, read_at, in_long_line=not end)) if size else None


def _first_data(offset: int, read_at: ReadAt, unit: int) -> int | None:
    """Where something else than the sign NUL stands behind an offset at which there is one."""
    for at, window in _windows(offset, read_at):
        if rest := window.lstrip(b"\0"):
            found = at + len(window) - len(rest)
            return found - (found - offset) % unit
    return None


def _windows(offset: int, read_at: ReadAt) -> Iterator[tuple[int, bytes]]:
    while window := read_at(offset, _SCAN_BYTES):
        yield offset, window
        offset += len(window)
