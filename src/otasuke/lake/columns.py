"""Events as columns, and back.

A field `Image` is the column `f.Image`: text, or a list where an event has several values. What else an event has is in
columns of its own, and so are the batch it came with and its place there, which together never come twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import TypeAlias

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.events import Event, LogSource, Value

Row: TypeAlias = tuple[str, int, Event]
"""A batch, a place in it, and the event there."""

FIELD = "f."
LOGSOURCES = "logsources"
BATCH = "batch"
TIME = "time"
RECEIVED = "received_at"
SOURCE = "source"
TENANT = "tenant"
"""Whose event it is: a column only where several tenants share a file."""
SENT_BY = "sent_by"
"""The sensor that the sender's credential names; `sensor` is what the event itself says."""
_TEXT = pa.dictionary(pa.int32(), pa.string())
_MOMENT = pa.timestamp("us", "UTC")
FIXED = {
    BATCH: _TEXT,
    "ordinal": pa.int32(),
    TIME: _MOMENT,
    RECEIVED: _MOMENT,
    SOURCE: _TEXT,
    "sensor": _TEXT,
    "record": pa.int64(),
    LOGSOURCES: _TEXT,
}


def to_columns(rows: Sequence[Row]) -> pa.RecordBatch:
    """Events as columns, in their order."""
    events = [event for _, _, event in rows]
    fixed = {
        BATCH: [batch for batch, _, _ in rows],
        "ordinal": [ordinal for _, ordinal, _ in rows],
        TIME: [event.time for event in events],
        RECEIVED: [event.received_at for event in events],
        SOURCE: [event.source for event in events],
        "sensor": [event.sensor for event in events],
        "record": [event.record for event in events],
        LOGSOURCES: [sources_text(event.logsources) for event in events],
    }
    columns = {name: pa.array(values, FIXED[name]) for name, values in fixed.items()}
    for name, values in _fields(events).items():
        columns[FIELD + name] = _field(values)
    return pa.RecordBatch.from_pydict(columns)


def _fields(events: Sequence[Event]) -> dict[str, list[Value | None]]:
    """By name the values of a field, None for the events that lack it."""
    fields: dict[str, list[Value | None]] = {}
    for row, event in enumerate(events):
        for name, value in event.fields.items():
            if name not in fields:
                fields[name] = [None] * len(events)
            fields[name][row] = value
    return dict(sorted(fields.items()))


def to_events(batch: pa.RecordBatch) -> Iterator[Event]:
    """The events of columns, in their order."""
    for row in batch.to_pylist():
        fields: dict[str, Value] = {
            name[len(FIELD) :]: tuple(value) if isinstance(value, list) else value
            for name, value in row.items()
            if name.startswith(FIELD) and value is not None
        }
        yield Event(
            time=row[TIME] and row[TIME].astimezone(UTC),
            received_at=row[RECEIVED].astimezone(UTC),
            source=row[SOURCE],
            sensor=row["sensor"],
            logsources=tuple(LogSource(*parts) for parts in orjson.loads(row[LOGSOURCES])),
            fields=fields,
            record=row["record"],
        )


def joined(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    """Batches with different fields as one table of plain columns.

    A field is absent where its batch has none, and a list where one has. Columns stand in a fixed order.
    """
    kinds: dict[str, set[pa.DataType]] = defaultdict(set)
    for field in (field for batch in batches for field in batch.schema):
        kinds[field.name].add(field.type)
    mixed = {name: any(map(pa.types.is_list, of)) for name, of in kinds.items() if len(of) > 1}
    table = pa.concat_tables([_alike(batch, mixed) for batch in batches], promote_options="default")
    names = _in_order(table.column_names)
    return pa.table([_plain(table.column(name)) for name in names], names=names)


def moments(table: pa.Table | pa.RecordBatch) -> pa.Array | pa.ChunkedArray:
    """When each event happened, or came where it does not say."""
    return pc.coalesce(table.column(TIME), table.column(RECEIVED))


def _in_order(names: Sequence[str]) -> list[str]:
    first = (TENANT, *FIXED, SENT_BY)
    there = set(names)
    return [*(name for name in first if name in there), *sorted(there.difference(first))]


def _alike(batch: pa.RecordBatch, mixed: Mapping[str, bool]) -> pa.Table:
    """The batch, with plain texts or lists in the columns that are of another kind elsewhere."""
    columns = [
        _as_list(column) if mixed.get(name) else _plain(column) if name in mixed else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.table(columns, names=batch.schema.names)


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _as_list(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return column
    column = _plain(column)
    ends = pc.cumulative_sum(column.is_valid().cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, column.drop_null(), pa.list_(pa.string()), mask=column.is_null())


def _field(values: Sequence[Value | None]) -> pa.Array:
    if any(isinstance(value, tuple) for value in values):
        return pa.array(
            [[value] if isinstance(value, str) else value and list(value) for value in values], pa.list_(pa.string())
        )
    return pa.array(values, pa.string()).dictionary_encode()


@lru_cache(maxsize=1024)
def sources_text(sources: tuple[LogSource, ...]) -> str:
    """Log sources as their column holds them."""
    return orjson.dumps([(one.product, one.category, one.service) for one in sources]).decode()
