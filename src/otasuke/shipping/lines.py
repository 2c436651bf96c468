"""Bytes of a log file as records: whole lines in UTF-8, whatever the file is written in."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "utf-16-le", "utf-16-be"]

_BOMS: tuple[tuple[bytes, Encoding], ...] = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NULS = re.compile(rb"\0+")
_BOM = "\ufeff".encode()


def encoding_of(beginning: bytes) -> Encoding:
    """What a file is written in, by its byte order mark. Other encodings than UTF-16 pass as they are."""
    return next((encoding for bom, encoding in _BOMS if beginning.startswith(bom)), "utf-8")


def unit_of(encoding: Encoding) -> int:
    """How many bytes the smallest sign has."""
    return 1 if encoding == "utf-8" else 2


def end_of_last_line(data: bytes, encoding: Encoding) -> int:
    """Where the last whole line ends, its line ending included; 0 if there is none."""
    newline, unit = "\n".encode(encoding), unit_of(encoding)
    at = data.rfind(newline)
    while at > 0 and at % unit:
        at = data.rfind(newline, 0, at + unit - 1)
    return at + unit if at >= 0 and at % unit == 0 else 0


def end_of_first_line(data: bytes, encoding: Encoding) -> int:
    """Where the first line ends, its line ending included; 0 if it does not."""
    unit = unit_of(encoding)
    at = _find("\n".encode(encoding), data, unit)
    return at + unit if at >= 0 else 0


def first_nul(data: bytes, encoding: Encoding) -> int | None:
    """Where the first sign NUL is."""
    unit = unit_of(encoding)
    at = _find(b"\0" * unit, data, unit)
    return None if at < 0 else at


def records_in(data: bytes, encoding: Encoding) -> list[bytes]:
    """The lines that are not empty, in UTF-8, without line endings.

    NULs end a line: a power cut leaves blocks of them in the place of what was being written.
    """
    text = data if encoding == "utf-8" else data.decode(encoding, "replace").encode()
    text = text.removeprefix(_BOM)
    if b"\0" in text:
        text = _NULS.sub(b"\n", text)
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    return [line for line in text.split(b"\n") if line]


def _find(needle: bytes, data: bytes, unit: int) -> int:
    """Where a sign is, -1 if nowhere. A sign begins at a multiple of its size."""
    at = data.find(needle)
    while at > 0 and at % unit:
        at = data.find(needle, at + 1)
    return at
