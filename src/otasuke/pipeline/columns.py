"""The third step of a worker: records → columns for the lake."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import pyarrow as pa

from otasuke.detect.kernel.binary import Kernel
from otasuke.events import Event
from otasuke.lake.building import Building, Origin
from otasuke.lake.records import Layouts
from otasuke.normalise.base import Context
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.reading import Portion
from otasuke.pipeline.records.reader import QuickReading, RecordReader


class ColumnStep:
    """Makes columns; remembers how the records of each source look."""

    def __init__(self, kernel: Kernel) -> None:
        self._layouts: dict[str, Layouts] = {}
        self._reader = RecordReader(kernel, JSON_SOURCES, JST)

    def begin(self, parcels: Sequence[Parcel]) -> Columns:
        """The columns of some parcels, which are empty yet."""
        return Columns(parcels, self._layouts, self._reader)


class Columns:
    """Columns of what is in some parcels."""

    def __init__(self, parcels: Sequence[Parcel], layouts: dict[str, Layouts], reader: RecordReader) -> None:
        self.parcels = parcels
        self._origins = [Origin(one.tenant, one.sensor, one.batch, one.received_at) for one in parcels]
        self._layouts = layouts
        self._reader = reader
        self.gathered = Gathered()

    def read(self) -> QuickReading:
        """Read the records that need no object of Python, and add them."""
        reading = self._reader.read(self.parcels)
        self.gathered.add_batches(found.columns for found in reading.found)
        return reading

    def add(self, portion: Portion) -> None:
        """Add parsed records."""
        source = portion.source
        assert source.shape is not None
        layouts = self._layouts.setdefault(source.name, Layouts(source.shape))
        origins = [self._origins[parcel] for parcel in portion.parcels]
        rows, left = layouts.read(portion.records, JST)
        for some in rows:
            self._of_source(source.name).add_rows(some, origins, portion.ordinals)
        for at in left:
            parcel = self.parcels[portion.parcels[at]]
            context = Context(parcel.received_at, sensor=parcel.sensor)
            event = source.to_event(portion.records[at], context, portion.ordinals[at])
            self._of_source(event.source).add_events([event], [origins[at]], [portion.ordinals[at]])

    def add_events(self, events: Iterable[tuple[int, int, Event]]) -> None:
        """Add events, each with the number of its parcel and its place there."""
        by_source: dict[str, list[tuple[int, int, Event]]] = defaultdict(list)
        for one in events:
            by_source[one[2].source].append(one)
        for source, some in by_source.items():
            parcels, ordinals, found = zip(*some, strict=True)
            self._of_source(source).add_events(found, [self._origins[parcel] for parcel in parcels], ordinals)

    def _of_source(self, source: str) -> Building:
        return self.gathered.of_source(source)


class Gathered:
    """Events of every source, until they are made into columns. To make columns of a few events costs as much as of many."""

    def __init__(self) -> None:
        self._building: dict[str, Building] = {}
        self._made: list[pa.RecordBatch] = []
        self._crowded: Counter[tuple[str, str]] = Counter()

    @property
    def cells(self) -> int:
        """Rows times fields: each takes room, also where nothing stands in it."""
        made: int = sum(one.num_rows * one.num_columns for one in self._made)
        return made + sum(one.cells for one in self._building.values())

    @property
    def crowded(self) -> Counter[tuple[str, str]]:
        """By tenant and sensor how many events have so many new fields that not all become columns."""
        return sum((one.crowded for one in self._building.values()), self._crowded)

    @property
    def rows(self) -> int:
        """How many events there are."""
        made: int = sum(one.num_rows for one in self._made)
        return made + sum(one.count for one in self._building.values())

    def of_source(self, source: str) -> Building:
        """Those of a source."""
        building = self._building.get(source)
        if building is None:
            self._building[source] = Building(source)
        elif building.is_large:
            self._made.append(building.columns())
            self._crowded += building.crowded
            self._building[source] = Building(source, building.allowance)
        return self._building[source]

    def add_all(self, other: Gathered) -> None:
        """Add what somebody else gathered."""
        for source, building in other._building.items():
            self.of_source(source).add_all(building)
        self._made += other._made
        self._crowded += other._crowded

    def add_batches(self, made: Iterable[pa.RecordBatch]) -> None:
        """Add events that are columns already."""
        self._made.extend(made)

    def batches(self) -> list[pa.RecordBatch]:
        """All of them; of each source few."""
        return [*self._made, *(one.columns() for one in self._building.values())]
