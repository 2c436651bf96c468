"""Lines → JSON objects. The fast path of all JSON logs: one object a line, read by orjson."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from otasuke.events import Reject, RejectReason
from otasuke.normalise.base import JsonObject, Line

DEEPEST_NESTING = 64
ENVELOPE_MEMBERS = ("Records", "records", "value")
"""Members in which CloudTrail and Microsoft's APIs hand over a list of records."""

_MOST_ENVELOPE_MEMBERS = 9


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """A parsed object, where it began in the input, and its bytes or the beginning of them."""

    offset: int
    data: bytes
    value: JsonObject


def parse_line(line: Line, source: str) -> Iterator[JsonRecord | Reject] | None:
    """The records of a line that is one sound JSON value, or None if it is not."""
    try:
        value = orjson.loads(line.data)
    except orjson.JSONDecodeError:
        return None
    return records_of(value, line.offset, line.data, source)


def records_of(value: Any, offset: int, data: bytes, source: str) -> Iterator[JsonRecord | Reject]:
    """The records in a parsed value: itself, or the members of an array or of an envelope. No object is a Reject."""
    if data.count(b"{") + data.count(b"[") > DEEPEST_NESTING and is_deeper(value, DEEPEST_NESTING):
        yield Reject.of(source, offset, RejectReason.TOO_DEEP, f"nested deeper than {DEEPEST_NESTING}", data)
        return
    for member in _members_of(value):
        if isinstance(member, Mapping):
            yield JsonRecord(offset, data, member)
        else:
            detail = f"{type(member).__name__} in place of an object"
            yield Reject.of(source, offset, RejectReason.NOT_AN_OBJECT, detail, data)


def _members_of(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and len(value) <= _MOST_ENVELOPE_MEMBERS:
        for name in ENVELOPE_MEMBERS:
            members = value.get(name)
            if isinstance(members, list) and members and all(isinstance(member, Mapping) for member in members):
                return members
    return [value]


def is_deeper(value: Any, limit: int) -> bool:
    """Whether containers are nested more than `limit` deep."""
    level = [value]
    for _ in range(limit):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> list[Any]:
    """The containers directly inside of a value; the value itself counts as one."""
    inner = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    return [child for child in inner if isinstance(child, (Mapping, list))]
