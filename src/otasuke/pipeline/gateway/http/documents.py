"""Documents that go on as records: one line of JSON each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import orjson

from otasuke.pipeline.gateway.intake import Refused


def records(body: bytes) -> list[bytes]:
    """The lines of a body, without line endings and without empty ones."""
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    lines = body.split(b"\n")
    return lines if all(lines) else [line for line in lines if line]


def dumped(document: Any) -> bytes:
    """A document as one line. Raises Refused where it is nested too deeply."""
    try:
        return orjson.dumps(document)
    except TypeError:  # numbers of more than 64 bits, half characters: JSON has them, orjson does not write them
        pass
    try:
        return json.dumps(document).encode()
    except RecursionError as error:
        raise Refused(400, "a document is nested too deeply") from error


def time_of(epoch_ns: int) -> str | None:
    """A time of the years 1970 to 9999, in UTC. None: it is no such time."""
    try:
        moment = datetime.fromtimestamp(epoch_ns // 1_000_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{epoch_ns % 1_000_000_000:09d}Z" if epoch_ns > 0 else None
