"""Building the columns of what many sensors handed over, source by source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from otasuke.events import Event, Value
from otasuke.lake.columns import FIELD, FIXED, SENT_BY, TENANT, sources_text
from otasuke.lake.records import Rows

_ALL_FIXED: Mapping[str, pa.DataType] = {
    TENANT: pa.dictionary(pa.int32(), pa.string()),
    SENT_BY: pa.dictionary(pa.int32(), pa.string()),
    **FIXED,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from: the parcel, and who sent it."""

    tenant: str
    sent_by: str
    batch: str
    received_at: datetime


@dataclass(slots=True)
class Building:
    """Events of one source on their way to columns."""

    source: str
    count: int = 0
    _fixed: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in _ALL_FIXED})
    _fields: dict[str, list[Value | None]] = field(default_factory=dict)
    _lists: set[str] = field(default_factory=set)

    def add_rows(self, rows: Rows, origins: Sequence[Origin], ordinals: Sequence[int]) -> None:
        """Add records. Of every record that was read together with these: its origin, and its place in its parcel."""
        chosen = [origins[at] for at in rows.positions]
        places = [ordinals[at] for at in rows.positions]
        sensors = [sensor or origin.sent_by for sensor, origin in zip(rows.sensors, chosen, strict=True)]
        numbers = [place if number < 0 else number for number, place in zip(rows.numbers, places, strict=True)]
        self._add_fixed(
            chosen, places, rows.times, sensors, numbers, [sources_text(rows.kind.logsources)] * len(chosen)
        )
        for name, values in rows.fields.items():
            self._extend(name, values)
        self.count += len(chosen)

    def add_events(self, events: Sequence[Event], origins: Sequence[Origin], ordinals: Sequence[int]) -> None:
        """Add events, each with its origin and its place; they keep the sensors and the numbers that they have."""
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, event in enumerate(events):
            alike[tuple(event.fields)].append(at)
        for names, places in alike.items():
            some = [events[at] for at in places]
            self._add_fixed(
                [origins[at] for at in places],
                [ordinals[at] for at in places],
                [event.time for event in some],
                [event.sensor for event in some],
                [event.record for event in some],
                [sources_text(event.logsources) for event in some],
            )
            for name, values in zip(names, zip(*(event.fields.values() for event in some), strict=True), strict=False):
                self._extend(name, values)
            self.count += len(some)

    def add_all(self, other: Building) -> None:
        """Add what another one of the same source holds."""
        for name, values in other._fixed.items():
            self._fixed[name].extend(values)
        for name in other._fields:
            self._column(name).extend(other._column(name))
        self._lists |= other._lists
        self.count += other.count

    def _add_fixed(
        self,
        origins: Sequence[Origin],
        ordinals: Sequence[int],
        times: Sequence[datetime | None],
        sensors: Sequence[str],
        numbers: Sequence[int],
        logsources: Sequence[str],
    ) -> None:
        added: Mapping[str, Sequence[Any]] = {
            "tenant": [origin.tenant for origin in origins],
            "sent_by": [origin.sent_by for origin in origins],
            "batch": [origin.batch for origin in origins],
            "ordinal": ordinals,
            "time": times,
            "received_at": [origin.received_at for origin in origins],
            "source": [self.source] * len(origins),
            "sensor": sensors,
            "record": numbers,
            "logsources": logsources,
        }
        for name, values in added.items():
            self._fixed[name].extend(values)

    def _extend(self, name: str, values: Sequence[Value]) -> None:
        """Add a field's values in the rows that come next."""
        if tuple in set(map(type, values)):
            self._lists.add(name)
        self._column(name).extend(values)

    def _column(self, name: str) -> list[Value | None]:
        """A field's column, filled up to the row that comes next."""
        column = self._fields.get(name)
        if column is None:
            column = self._fields[name] = []
        column.extend([None] * (self.count - len(column)))
        return column

    def columns(self) -> pa.RecordBatch:
        """All of it as columns, in the order in which it was added."""
        arrays = {name: pa.array(values, _ALL_FIXED[name]) for name, values in self._fixed.items()}
        for name in sorted(self._fields):
            arrays[FIELD + name] = _array(self._column(name), as_list=name in self._lists)
        return pa.RecordBatch.from_pydict(arrays)


def _array(values: Sequence[Value | None], *, as_list: bool) -> pa.Array:
    if not as_list:
        return pa.array(values, pa.string())
    lists = [[value] if isinstance(value, str) else value for value in values]
    return pa.array(lists, pa.list_(pa.string()))
