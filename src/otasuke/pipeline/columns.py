"""The third step of a worker: records → columns for the lake."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from otasuke.lake.building import Building, Origin
from otasuke.lake.records import Layouts
from otasuke.normalise.base import Context
from otasuke.normalise.times import JST
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.reading import Reading, ShapedRecords


class ColumnStep:
    """Makes columns; remembers how the records of each source look."""

    def __init__(self) -> None:
        self._layouts: dict[str, Layouts] = {}

    def columns(self, parcels: Sequence[Parcel], reading: Reading) -> list[pa.RecordBatch]:
        """One batch of columns for every source."""
        origins = [Origin(one.tenant, one.sensor, one.batch, one.received_at) for one in parcels]
        building: dict[str, Building] = {}
        for records in reading.shaped.values():
            self._add_shaped(building, parcels, origins, records)
        for parcel, ordinal, event in reading.events:
            _of_source(building, event.source).add_event(event, origins[parcel], ordinal)
        return [one.columns() for one in building.values()]

    def _add_shaped(
        self,
        building: dict[str, Building],
        parcels: Sequence[Parcel],
        origins: Sequence[Origin],
        records: ShapedRecords,
    ) -> None:
        source = records.source
        assert source.shape is not None
        layouts = self._layouts.setdefault(source.name, Layouts(source.shape))
        of_records = [origins[parcel] for parcel in records.parcels]
        rows, left = layouts.read(records.records, JST)
        for some in rows:
            _of_source(building, source.name).add_rows(some, of_records, records.ordinals)
        for at in left:
            parcel = parcels[records.parcels[at]]
            context = Context(parcel.received_at, sensor=parcel.sensor)
            event = source.to_event(records.records[at], context, records.ordinals[at])
            _of_source(building, event.source).add_event(event, of_records[at], records.ordinals[at])


def _of_source(building: dict[str, Building], source: str) -> Building:
    if source not in building:
        building[source] = Building(source)
    return building[source]
