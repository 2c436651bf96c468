"""The first step of a worker: parcels → records, each by the shortest way that its source has.

Parsed records are handed on in portions that fit into a processor's cache, and are not kept: what is touched again
later, from main memory, costs twice as much. Their lines are.

Most records come here already read, by `records.reader`; what it leaves goes through this.
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
from otasuke.pipeline.records.reader import QuickReading

_PORTION = 256


@dataclass(slots=True)
class ShapedRecords:
    """Records of one source with a shape: their lines, and where they stood (parcel and line).

    pieces  one or more lines each, with newlines between them.
    """

    source: JsonSource
    pieces: list[bytes] = field(default_factory=list)
    parcels: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """All of their lines, with newlines between them."""
        return self.pieces[0] if len(self.pieces) == 1 else b"\n".join(self.pieces)

    def add(self, data: bytes, parcels: Sequence[int], ordinals: Sequence[int]) -> None:
        """Add records."""
        self.pieces.append(data)
        self.parcels.extend(parcels)
        self.ordinals.extend(ordinals)


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

    def of_source(self, source: JsonSource) -> ShapedRecords:
        """The records of a source with a shape."""
        return self.shaped.setdefault(source.name, ShapedRecords(source))

    @property
    def by_source(self) -> Mapping[str, int]:
        """How many events there are of each source."""
        counts = Counter(event.source for _, _, event in self.events)
        counts.update({name: len(records.parcels) for name, records in self.shaped.items()})
        return counts


@dataclass(slots=True)
class Portion:
    """Some records of one source with a shape, parsed, and where they stood."""

    source: JsonSource
    records: list[dict[str, Any]] = field(default_factory=list)
    parcels: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)


def read(
    parcels: Sequence[Parcel],
    take: Callable[[Portion], None] = lambda _: None,
    quick: QuickReading | None = None,
) -> Reading:
    """Every record of the parcels.

    take   is given each portion, which is not to be kept.
    quick  what was read of them already.
    """
    reading = Reading()
    quick = quick or QuickReading()
    for found in quick.found:
        reading.of_source(found.source).add(found.data, found.parcels, found.ordinals)
    portions: dict[str, Portion] = {}
    for number, parcel in enumerate(parcels):
        left = quick.left.get(number)
        lines = enumerate(parcel.lines.split(b"\n")) if left is None else left
        rest = [line for ordinal, line in lines if not _add_shaped(reading, portions, take, number, ordinal, line)]
        if rest:
            _add_events(reading, number, parcel, b"\n".join(rest), first=parcel.lines.count(b"\n") + 1)
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
    reading.of_source(source).add(line, (parcel,), (ordinal,))
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
