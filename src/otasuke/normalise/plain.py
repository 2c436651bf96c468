"""Lines that are one JSON record each, and the source of such a record."""

from __future__ import annotations

from typing import Any

import orjson

from otasuke.normalise.base import JsonSource
from otasuke.normalise.json_lines import DEEPEST_NESTING
from otasuke.normalise.json_lines import ENVELOPE_MEMBERS as _MEMBERS

# A line is longer than what the kernel takes as one only if its escapes are; such lines go as events.
_LONGEST_LINE_BYTES = 1 << 20
_MOST_ENVELOPE_MEMBERS = 9
_ENVELOPE_MEMBERS = frozenset(_MEMBERS)


def plain_object(line: bytes) -> dict[str, Any] | None:
    """The object that a line is, if it is one record, no envelope and not suspiciously deep."""
    if len(line) > _LONGEST_LINE_BYTES or line.count(b"{") + line.count(b"[") > DEEPEST_NESTING:
        return None
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict):
        return None
    if len(value) <= _MOST_ENVELOPE_MEMBERS and not _ENVELOPE_MEMBERS.isdisjoint(value):
        return None
    return value


def shaped_source(record: dict[str, Any], sources: tuple[JsonSource, ...]) -> JsonSource | None:
    """The source of a record, if it has a shape: then the record can be matched from its bytes."""
    for source in sources:
        if source.recognises(record):
            return source if source.shape is not None else None
    return None
