"""Event, LogSource and Reject: the only shapes in which log data crosses a package wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | tuple[str, ...]
"""A field's value: text, or several texts when the source sent a list.

Numbers are written as JSON writes them, booleans as `true` and `false`; a JSON null is an absent field.
"""

EXCERPT_BYTES = 200


@dataclass(frozen=True, slots=True)
class LogSource:
    """A Sigma log source: which product, category and service wrote an event, or which ones a rule wants."""

    product: str | None = None
    category: str | None = None
    service: str | None = None

    def covers(self, event_source: LogSource) -> bool:
        """Whether every part that this log source names is the same in the event's log source."""
        return (
            self.product in (None, event_source.product)
            and self.category in (None, event_source.category)
            and self.service in (None, event_source.service)
        )

    @property
    def parts(self) -> tuple[str, str, str]:
        """Product, category and service; "" for what it does not name."""
        return self.product or "", self.category or "", self.service or ""

    def __str__(self) -> str:
        return "/".join(part or "*" for part in (self.product, self.category, self.service))


@dataclass(frozen=True, slots=True)
class Event:
    """One log record in Sigma's taxonomy.

    time        when it happened, aware UTC; None if the record does not say.
    received_at when we got it, aware UTC.
    source      name of the normaliser that read it, such as `windows.winlogbeat`.
    sensor      the computer or device that reported it; "" if the record does not say.
    logsources  every log source this record belongs to (a Security 4688 is also a process creation).
    fields      flat, in Sigma's field names.
    record      the record's own number, or its ordinal in the input (from 0).
    """

    time: datetime | None
    received_at: datetime
    source: str
    sensor: str
    logsources: tuple[LogSource, ...]
    fields: Mapping[str, Value]
    record: int


MOST_VALUES = 4096
"""The most values that the lists of one record may have together: rules look at each of them."""


class RejectReason(StrEnum):
    """Why bytes did not become an event."""

    BROKEN_JSON = "broken_json"
    BROKEN_XML = "broken_xml"
    BROKEN_RECORD = "broken_record"
    NOT_AN_OBJECT = "not_an_object"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY_VALUES = "too_many_values"
    UNKNOWN_FORMAT = "unknown_format"


@dataclass(frozen=True, slots=True)
class Reject:
    """Bytes that could not be understood: kept and counted, never dropped.

    offset   of the first byte in the input.
    excerpt  the first 200 bytes as they came.
    """

    source: str
    offset: int
    reason: RejectReason
    detail: str
    excerpt: bytes

    @classmethod
    def of(cls, source: str, offset: int, reason: RejectReason, detail: str, data: bytes) -> Reject:
        """Reject `data`, keeping the beginning of it as the excerpt."""
        return cls(source, offset, reason, detail, data[:EXCERPT_BYTES])
