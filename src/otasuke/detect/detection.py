"""Detection: what comes out of the engine, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from otasuke.detect.rule import Level


@dataclass(frozen=True, slots=True)
class Evidence:
    """One atom that made a rule true. field is "" for a keyword; pattern is written as in the rule (`*\\\\whoami.exe`)."""

    field: str
    value: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Detection:
    """A rule matched an event.

    time    the event's own, aware UTC; None if it has none.
    source  where the event came from, such as a file's path.
    record  the event's record number or ordinal in its source.
    """

    rule_id: str
    rule_title: str
    level: Level
    time: datetime | None
    source: str
    record: int
    computer: str
    tags: tuple[str, ...]
    matched: tuple[Evidence, ...]
