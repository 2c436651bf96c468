"""Events as columns, and back.

A field `Image` is the column `f.Image`: text, or a list where an event has several values. What else an event has is in
columns of its own, and so are the batch it came with and its place there, which together never come twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import lru_cache
from typing import TypeAlias

import orjson
import pyarrow as pa

from otasuke.events import Event, LogSource, Value

Row: TypeAlias = tuple[str, int, Event]
"""A batch, a place in it, and the event there."""

FIELD = "f."
LOGSOURCES = "logsources"
BATCH = "batch"
TIME = "time"
_TEXT = pa.dictionary(pa.int32(), pa.string())
_MOMENT = pa.timestamp("us", "UTC")
_FIXED = {
    BATCH: _TEXT,
    "ordinal": pa.int32(),
    TIME: _MOMENT,
    "received_at": _MOMENT,
    "source": _TEXT,
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
        "received_at": [event.received_at for event in events],
        "source": [event.source for event in events],
        "sensor": [event.sensor for event in events],
        "record": [event.record for event in events],
        LOGSOURCES: [_sources_text(event.logsources) for event in events],
    }
    columns = {name: pa.array(values, _FIXED[name]) for name, values in fixed.items()}
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
            received_at=row["received_at"].astimezone(UTC),
            source=row["source"],
            sensor=row["sensor"],
            logsources=tuple(LogSource(*parts) for parts in orjson.loads(row[LOGSOURCES])),
            fields=fields,
            record=row["record"],
        )


def joined(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    """Batches with different fields as one table: a field is absent where its batch has none, and a list where one has."""
    schema = pa.schema([pa.field(name, kind) for name, kind in _kinds(batches).items()])
    return pa.concat_tables([_as(pa.Table.from_batches([batch]), schema) for batch in batches])


def _kinds(batches: Sequence[pa.RecordBatch]) -> dict[str, pa.DataType]:
    kinds: dict[str, pa.DataType] = {}
    for field in (field for batch in batches for field in batch.schema):
        if field.name not in kinds or pa.types.is_list(field.type):
            kinds[field.name] = field.type
    return {name: kinds[name] for name in (*_FIXED, *sorted(set(kinds) - set(_FIXED)))}


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        _cast(table.column(field.name), field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if not pa.types.is_list(kind) or pa.types.is_list(column.type):
        return column
    return pa.chunked_array([pa.array([None if value is None else [value] for value in column.to_pylist()], kind)])


def _field(values: Sequence[Value | None]) -> pa.Array:
    if any(isinstance(value, tuple) for value in values):
        return pa.array(
            [[value] if isinstance(value, str) else value and list(value) for value in values], pa.list_(pa.string())
        )
    return pa.array(values, pa.string()).dictionary_encode()


@lru_cache(maxsize=1024)
def _sources_text(sources: tuple[LogSource, ...]) -> str:
    return orjson.dumps([(one.product, one.category, one.service) for one in sources]).decode()
