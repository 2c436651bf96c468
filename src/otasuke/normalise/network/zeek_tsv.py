r"""Zeek logs as tab-separated text: a header names the columns, and a rotated file has several headers.

Values become what Zeek's JSON would have sent: booleans as `true` and `false`, sets and vectors as lists, unset
columns as absent fields.
Source: docs.zeek.org, "Zeek TSV Format Logs"; the ASCII writer escapes as `\xHH`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from otasuke.events import Event, Reject, RejectReason, Value
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.lines import unless_too_many
from otasuke.normalise.network.zeek import SHAPE, UNKNOWN, zeek_event

_NAME = "network.zeek_tsv"
_SHAPE = replace(SHAPE, name=_NAME)
_LONGEST_SEPARATOR = 16
_PRINTABLE_ESCAPE = re.compile(r"\\x([2-7][0-9a-fA-F]|09)")
_ONLY_DOUBLED_BACKSLASHES = re.compile(r"(?:[^\\]|\\\\)*")


@dataclass(frozen=True, slots=True)
class Header:
    """What the lines that start with `#` have said so far."""

    separator: str = "\t"
    set_separator: str = ","
    empty: str = "(empty)"
    unset: str = "-"
    path: str = UNKNOWN
    fields: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def after(self, line: str) -> Header:
        """This header with one more header line taken in; a new `#separator` starts a new header."""
        if line.startswith("#separator"):
            return Header(separator=unescape(line[len("#separator") :].strip(" "))[:_LONGEST_SEPARATOR] or "\t")
        name, *values = line[1:].split(self.separator)
        return self._with(name, values)

    def _with(self, name: str, values: list[str]) -> Header:
        first = values[0] if values else ""
        match name:
            case "set_separator":
                return replace(self, set_separator=unescape(first) or ",")
            case "empty_field":
                return replace(self, empty=first)
            case "unset_field":
                return replace(self, unset=first)
            case "path":
                return replace(self, path=first[:64] or UNKNOWN)
            case "fields":
                return replace(self, fields=tuple(values), types=())
            case "types":
                return replace(self, types=tuple(values))
        return self

    def fields_of(self, line: str) -> dict[str, Value] | None:
        """The fields of a data line, or None if it has not as many columns as the header names."""
        columns = line.split(self.separator)
        if len(columns) != len(self.fields):
            return None
        types = self.types if len(self.types) == len(columns) else ("string",) * len(columns)
        values = (self._value(text, kind) for text, kind in zip(columns, types, strict=True))
        return {name: value for name, value in zip(self.fields, values, strict=True) if value is not None}

    def _value(self, text: str, kind: str) -> Value | None:
        if text == self.unset:
            return None
        if kind == "bool":
            return {"T": "true", "F": "false"}.get(text, text)
        if kind.startswith(("set[", "vector[")):
            return self._members(text)
        return "" if text == self.empty else unescape(text)

    def _members(self, text: str) -> Value | None:
        if text == self.empty:
            return None
        return tuple(unescape(member) for member in text.split(self.set_separator) if member != self.unset) or None


def unescape(text: str) -> str:
    r"""Text without the escapes that only protect the format: printable `\xHH`, tabs and doubled backslashes.

    Escapes of bytes that are no text stay as Zeek wrote them, as in its JSON. Some versions double backslashes and
    some write them as they are; a value that starts with exactly two is a Windows share name as it is.
    """
    if "\\" not in text:
        return text
    if "\\x" in text:
        return _PRINTABLE_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    is_share = text.startswith("\\\\") and not text.startswith("\\\\\\")
    if not is_share and _ONLY_DOUBLED_BACKSLASHES.fullmatch(text):
        return text.replace("\\\\", "\\")
    return text


def _recognises(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith((b"#separator ", b"#fields\t"))


def _events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    header = Header()
    for line in lines:
        text = line.data.decode("utf-8", "backslashreplace").lstrip("\ufeff").rstrip("\r\n")
        if text.startswith("#"):
            header = header.after(text)
        elif text.strip():
            yield _event_or_reject(header, text, line, context)


def _event_or_reject(header: Header, text: str, line: Line, context: Context) -> Event | Reject:
    fields = header.fields_of(text)
    if fields is None:
        detail = f"the line has {text.count(header.separator) + 1} columns, the header names {len(header.fields)}"
        return Reject.of(_NAME, line.offset, RejectReason.BROKEN_RECORD, detail, line.data)
    return unless_too_many(zeek_event(_SHAPE, fields, header.path, context, line.number), line.offset, line.data)


ZEEK_TSV = TextSource(name=_NAME, recognises=_recognises, events=_events)
