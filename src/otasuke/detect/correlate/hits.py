"""What goes into a correlator and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias

from otasuke.events import Value


@dataclass(frozen=True, slots=True)
class EventRef:
    """Which event: its record number or ordinal in its source.

    For the hit of a chained correlation the source is `correlation:<id>[<group>]` and the record the time
    of its decision, in microseconds since 1970.
    """

    source: str
    record: int


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule matched an event.

    time    the event's own, aware UTC; None if it has none (then it cannot be correlated, and is counted).
    source  and `record` are the event's identity: the same two again are the same event again.
    fields  the event's fields; only those that a correlation asks for are kept.
    """

    rule_id: str
    time: datetime | None
    source: str
    record: int
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CorrelationHit:
    """A correlation rule was true for a group.

    group        (group-by name, value) in the rule's order, spelt as in the event that decided.
    decided_at   when it became true: the last event's time, or the end of a window that had to close first.
    first, last  times of the oldest and newest contributing event.
    events       the contributing events, oldest first, at most `CorrelationLimits.max_listed`.
    total        how many contributed, listed or not.
    number       the count, sum, average, percentile, share in percent, or number of different rules.
    """

    correlation_id: str
    tenant: str
    group: tuple[tuple[str, str], ...]
    decided_at: datetime
    first: datetime
    last: datetime
    events: tuple[EventRef, ...]
    total: int
    number: float


Mark: TypeAlias = tuple[int, str, int]
"""An event's time (microseconds since 1970), source and record; marks sort in the order in which things happened."""


class Sighting(NamedTuple):
    """A hit inside the correlator. Sightings at the same place are simultaneous: none comes after another.

    place   where it stands in the order of events; for a chained hit, the place of the event that decided it.
    mark    what is listed as the contributing event.
    fields  cut down to what correlations ask for.
    """

    place: Mark
    rule: str
    mark: Mark
    fields: Mapping[str, Value]


class Evidence(NamedTuple):
    """The contributing events of a window: oldest first, perhaps only the first of them, and how many in all."""

    marks: tuple[Mark, ...]
    first: int
    last: int
    total: int


def evidence_of(marks: tuple[Mark, ...]) -> Evidence:
    """Evidence when every mark is at hand. marks must not be empty."""
    ordered = tuple(sorted(set(marks)))
    return Evidence(ordered, ordered[0][0], ordered[-1][0], len(ordered))
