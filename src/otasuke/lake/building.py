"""Building the columns of what many sensors handed over, source by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from otasuke.events import Event, Value
from otasuke.lake.columns import (
    FIELD,
    FIXED,
    MOST_FIELDS,
    OTHERS,
    SENT_BY,
    TENANT,
    USUAL_FIELDS,
    others_column,
    sources_text,
)
from otasuke.lake.records import Rows

MOST_OF_TENANT = 512
"""So many fields of a source may a tenant bring that are new in a flush."""
_MOST_CELLS = 1 << 22
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
class Allowance:
    """Which fields of a source become columns: the usual ones, and then who comes first, but of no tenant too many."""

    _brought_by: dict[str, str] = field(default_factory=dict)
    _brought: Counter[str] = field(default_factory=Counter)

    def too_many(self, names: Set[str], origins: Sequence[Origin]) -> frozenset[str]:
        """Those of the fields of some records that do not become columns."""
        if names <= self._brought_by.keys():
            return frozenset()
        tenant = min({origin.tenant for origin in origins}, key=lambda one: (self._brought[one], one))
        return frozenset([name for name in names if not self._allows(name, tenant)])

    def too_many_of(self, other: Allowance) -> frozenset[str]:
        """Those of the fields that another one allowed."""
        return frozenset([name for name, tenant in other._brought_by.items() if not self._allows(name, tenant)])

    def _allows(self, name: str, tenant: str) -> bool:
        if name in self._brought_by:
            return True
        if name not in USUAL_FIELDS:
            if len(self._brought_by) >= MOST_FIELDS or self._brought[tenant] >= MOST_OF_TENANT:
                return False
            self._brought[tenant] += 1
        self._brought_by[name] = tenant
        return True


@dataclass(slots=True)
class Building:
    """Events of one source on their way to columns. What they have beyond the allowance goes into one column together."""

    source: str
    allowance: Allowance = field(default_factory=Allowance)
    count: int = 0
    _fixed: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in _ALL_FIXED})
    _fields: dict[str, list[Value | None]] = field(default_factory=dict)
    _lists: set[str] = field(default_factory=set)
    _others: dict[int, dict[str, Value]] = field(default_factory=dict)

    @property
    def is_large(self) -> bool:
        """Whether it is better to begin another one: every row takes room in every column."""
        return self.cells >= _MOST_CELLS

    @property
    def cells(self) -> int:
        """Rows times fields."""
        return self.count * len(self._fields)

    @property
    def crowded(self) -> Counter[tuple[str, str]]:
        """By tenant and sensor how many events have fields beyond the allowance."""
        tenants, sensors = self._fixed[TENANT], self._fixed[SENT_BY]
        return Counter((tenants[row], sensors[row]) for row in self._others)

    def add_rows(self, rows: Rows, origins: Sequence[Origin], ordinals: Sequence[int]) -> None:
        """Add records. Of every record that was read together with these: its origin, and its place in its parcel."""
        chosen = [origins[at] for at in rows.positions]
        places = [ordinals[at] for at in rows.positions]
        sensors = [sensor or origin.sent_by for sensor, origin in zip(rows.sensors, chosen, strict=True)]
        numbers = [place if number < 0 else number for number, place in zip(rows.numbers, places, strict=True)]
        self._add_fixed(
            chosen, places, rows.times, sensors, numbers, [sources_text(rows.kind.logsources)] * len(chosen)
        )
        too_many = self.allowance.too_many(rows.fields.keys(), chosen)
        for name, values in rows.fields.items():
            self._extend(name, values, as_column=name not in too_many)
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
            too_many = self.allowance.too_many(set(names), [origins[at] for at in places])
            for name, values in zip(names, zip(*(event.fields.values() for event in some), strict=True), strict=False):
                self._extend(name, values, as_column=name not in too_many)
            self.count += len(some)

    def add_all(self, other: Building) -> None:
        """Add what another one of the same source holds."""
        for name, values in other._fixed.items():
            self._fixed[name].extend(values)
        too_many = self.allowance.too_many_of(other.allowance)
        for name in other._fields:
            self._extend(name, other._column(name), as_column=name not in too_many)
        for row, fields in other._others.items():
            self._others.setdefault(self.count + row, {}).update(fields)
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

    def _extend(self, name: str, values: Sequence[Value | None], *, as_column: bool) -> None:
        """Add a field's values in the rows that come next."""
        if not as_column:
            for row, value in enumerate(values, self.count):
                if value is not None:
                    self._others.setdefault(row, {})[name] = value
            return
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
        if self._others:
            arrays[OTHERS] = others_column(self._others, self.count)
        return pa.RecordBatch.from_pydict(arrays)


def _array(values: Sequence[Value | None], *, as_list: bool) -> pa.Array:
    if not as_list:
        return pa.array(values, pa.string())
    lists = [[value] if isinstance(value, str) else value for value in values]
    return pa.array(lists, pa.list_(pa.string()))
