"""Events of Splunk's HTTP Event Collector as documents.

An event that is an object is that object, with the time and the host that came with it where it says none itself. Any other
is a document in the style of the Elastic Common Schema with the event as its message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from otasuke.pipeline.gateway.http.documents import dumped, records, time_of
from otasuke.pipeline.gateway.intake import Refused

_SPACE = re.compile(r"\s*")
_READ = json.JSONDecoder().raw_decode
_NOT_GIVEN = object()
_LATEST_S = 1 << 40


class BadEvent(Refused):
    """Splunk's number of what is wrong; and which event it is, counted from 0."""

    def __init__(self, code: int, words: str, *, number: int | None = None) -> None:
        super().__init__(400, words)
        self.code = code
        self.number = number


def parse_events(body: bytes) -> list[bytes]:
    """The events of JSON objects one after the other, one line each. Raises Refused."""
    lines = [dumped(_document(envelope, number)) for number, envelope in _envelopes(body)]
    if not lines:
        raise BadEvent(5, "No data")
    return lines


def parse_raw(body: bytes, *, about: Mapping[str, str]) -> list[bytes]:
    """The lines of a body as they are; in documents if the query says what they are about. Raises Refused."""
    lines = records(body)
    if not lines:
        raise BadEvent(5, "No data")
    if not {"host", "source", "sourcetype", "time"} & about.keys():
        return lines
    return [dumped(_wrapped(line.decode("utf-8", "replace"), about)) for line in lines]


def _envelopes(body: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    text = body.decode("utf-8", "replace")
    at = _end_of_space(text, 0)
    number = 0
    while at < len(text):
        try:
            envelope, at = _READ(text, at)
        except (ValueError, RecursionError) as error:
            raise BadEvent(6, f"Invalid data format: {error}", number=number) from error
        for one in envelope if isinstance(envelope, list) else (envelope,):
            if not isinstance(one, dict):
                raise BadEvent(6, "Invalid data format: an event stands in an object", number=number)
            yield number, one
            number += 1
        at = _end_of_space(text, at)


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _document(envelope: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    event = envelope.get("event", _NOT_GIVEN)
    if event is _NOT_GIVEN or event is None:
        raise BadEvent(12, "Event field is required", number=number)
    if event in ("", {}):
        raise BadEvent(13, "Event field cannot be blank", number=number)
    if isinstance(event, dict):
        return _completed(event, envelope)
    return _wrapped(event if isinstance(event, str) else dumped(event).decode(), envelope)


def _wrapped(message: str, about: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {"message": message}
    if source := about.get("source"):
        document["log"] = {"file": {"path": source}}
    if kind := about.get("sourcetype"):
        document["event"] = {"dataset": kind}
    return _completed(document, about)


def _completed(document: dict[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    if time := _time(about.get("time")):
        document.setdefault("@timestamp", time)
    if host := about.get("host"):
        document.setdefault("host", {"name": host})
    fields = about.get("fields")
    for name, value in fields.items() if isinstance(fields, dict) else ():
        document.setdefault(name, value)
    return document


def _time(seconds: Any) -> str | None:
    """Seconds since 1970, as a number or as text; nothing where they are neither, or far from now."""
    try:
        number = Decimal(seconds if isinstance(seconds, str) else repr(seconds))
        return time_of(int(number.scaleb(9))) if 0 < number < _LATEST_S else None
    except ArithmeticError:  # also what is no number, and NaN
        return None
