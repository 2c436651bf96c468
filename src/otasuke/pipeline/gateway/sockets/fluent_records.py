"""A record of Fluent Forward as one line of JSON."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import msgpack
import orjson

from otasuke.pipeline.gateway.sockets.fluent_wire import EventTime

_DEEPEST = 64
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TIMES = (int, float, EventTime, msgpack.Timestamp)


def line_of(tag: str, entry: object) -> bytes:
    """The line of an entry `[time, record]`, or `[[time, metadata], record]` as Fluent Bit writes since version 2.1.

    The record as it is, with `@timestamp` and `fluent` (tag, metadata) where it has none of its own. What is no such
    entry comes whole under `message`, so that nothing is lost and the sender need not send it for ever.
    """
    if not (isinstance(entry, list) and len(entry) >= 2 and isinstance(entry[1], dict)):
        return _json({"message": entry, "fluent": {"tag": tag}})
    time, metadata = _time_and_metadata(entry[0])
    document = dict(entry[1])
    if "@timestamp" not in document and (at := _timestamp(time)):
        document["@timestamp"] = at
    document.setdefault("fluent", {"tag": tag, "metadata": metadata} if metadata else {"tag": tag})
    return _json(document)


def _time_and_metadata(first: object) -> tuple[object, object]:
    if isinstance(first, list) and first:
        return first[0], first[1] if len(first) > 1 else None
    return first, None


def _timestamp(time: object) -> str | None:
    """ISO 8601 in UTC, with nanoseconds where there are any; None for what is no time."""
    if isinstance(time, bool) or not isinstance(time, _TIMES):
        return None
    if isinstance(time, float):
        if not math.isfinite(time):
            return None
        seconds, part = divmod(time, 1)
        return _iso(int(seconds), int(part * 1_000_000) * 1000)
    return _iso(time, 0) if isinstance(time, int) else _iso(time.seconds, time.nanoseconds)


def _iso(seconds: int, nanoseconds: int) -> str | None:
    try:
        at = _BEGINNING + timedelta(seconds=seconds + nanoseconds // 1_000_000_000)
    except OverflowError:
        return None
    part = f".{nanoseconds % 1_000_000_000:09d}" if nanoseconds else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{part}Z" if at.year >= 1000 else None


def _json(document: dict[Any, Any]) -> bytes:
    try:
        return orjson.dumps(document, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    except TypeError:  # bytes, keys that are no text, text that is no UTF-8, depth: rare, so only then it is made clean
        return orjson.dumps(_clean(document, _DEEPEST))


def _clean(value: object, deeper: int) -> object:
    """The value as JSON can say it."""
    if isinstance(value, dict):
        if not deeper:
            return "(nested too deeply)"
        return {str(_plain(key)): _clean(inner, deeper - 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, deeper - 1) for inner in value] if deeper else "(nested too deeply)"
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(value, EventTime | msgpack.Timestamp):
        return _iso(value.seconds, value.nanoseconds) or str(value)
    return value
