"""The first step of a worker: parcels → records, each by the shortest way that its source has.

Parsed records are handed on in portions that fit into a processor's cache, and are not kept: what is touched again
later, from main memory, costs twice as much. Their lines are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from otasuke.events import Event, Reject
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.plain import plain_object, shaped_source
from otasuke.normalise.reader import normalise
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.pipeline.parcels import Parcel

_PORTION = 256


@dataclass(slots=True)
class ShapedRecords:
    """Records of one source with a shape: their lines, and where they stood (parcel and line)."""

    source: JsonSource
    lines: list[bytes] = field(default_factory=list)
    parcels: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that nobody could read: in which parcel, why, and all of its bytes."""

    parcel: int
    reject: Reject
    data: bytes


@dataclass(slots=True)
class Reading:
    """What is in some parcels. events: with the number of their parcel, and their place behind its shaped records."""

    shaped: dict[str, ShapedRecords] = field(default_factory=dict)
    events: list[tuple[int, int, Event]] = field(default_factory=list)
    rejects: list[Rejected] = field(default_factory=list)

    @property
    def by_source(self) -> Mapping[str, int]:
        """How many events there are of each source."""
        counts = Counter(event.source for _, _, event in self.events)
        counts.update({name: len(records.lines) for name, records in self.shaped.items()})
        return counts


@dataclass(slots=True)
class Portion:
    """Some records of one source with a shape, parsed, and where they stood."""

    source: JsonSource
    records: list[dict[str, Any]] = field(default_factory=list)
    parcels: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)


def read(parcels: Sequence[Parcel], take: Callable[[Portion], None] = lambda _: None) -> Reading:
    """Every record of the parcels. take: is given each portion, which is not to be kept."""
    reading = Reading()
    portions: dict[str, Portion] = {}
    for number, parcel in enumerate(parcels):
        lines = parcel.lines.split(b"\n")
        rest = [
            line
            for ordinal, line in enumerate(lines)
            if not _add_shaped(reading, portions, take, number, ordinal, line)
        ]
        if rest:
            _add_events(reading, number, parcel, b"\n".join(rest), first=len(lines))
    for portion in portions.values():
        take(portion)
    return reading


def _add_shaped(
    reading: Reading,
    portions: dict[str, Portion],
    take: Callable[[Portion], None],
    parcel: int,
    ordinal: int,
    line: bytes,
) -> bool:
    """Add the line if it is a record of a source with a shape."""
    if line[:1] != b"{":
        return False
    record = plain_object(line)
    source = None if record is None else shaped_source(record, JSON_SOURCES)
    if record is None or source is None:
        return False
    of_source = reading.shaped.get(source.name)
    if of_source is None:
        of_source = reading.shaped[source.name] = ShapedRecords(source)
    of_source.lines.append(line)
    of_source.parcels.append(parcel)
    of_source.ordinals.append(ordinal)
    portion = portions.get(source.name)
    if portion is None:
        portion = portions[source.name] = Portion(source)
    portion.records.append(record)
    portion.parcels.append(parcel)
    portion.ordinals.append(ordinal)
    if len(portion.records) >= _PORTION:
        take(portions.pop(source.name))
    return True


def _add_events(reading: Reading, number: int, parcel: Parcel, data: bytes, *, first: int) -> None:
    """Add what the normalisers make of other lines. Their places begin behind those of all lines."""
    context = Context(parcel.received_at, sensor=parcel.sensor)
    for found in normalise(data, context):
        if isinstance(found, Reject):
            end = data.find(b"\n", found.offset)
            record = data[found.offset : end if end >= 0 else len(data)]
            reading.rejects.append(Rejected(number, found, record))
        else:
            reading.events.append((number, first + len(reading.events), found))
