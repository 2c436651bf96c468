"""Events as columns, and back.

A field `Image` is the column `f.Image`: text, or a list where an event has several values. What else an event has is in
columns of its own, and so are the batch it came with and its place there, which together never come twice.

Fields that are too many to be columns (`MOST_FIELDS`) are in one column together, `other_fields`: a JSON object for each
event that has such fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import TypeAlias

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.fields import FIELDS, VERDICTS
from otasuke.detect.learn.fields import FIELDS as LEARNT_FIELDS
from otasuke.events import Event, LogSource, Value

Row: TypeAlias = tuple[str, int, Event]
"""A batch, a place in it, and the event there."""

FIELD = "f."
OTHERS = "other_fields"
MOST_FIELDS = 2048
"""Of a table. Every row takes room in every column, and a sensor may send names without end."""
USUAL_FIELDS = frozenset({*FIELDS, *VERDICTS, *LEARNT_FIELDS})
"""They become columns whoever sends how many others: indicators are looked for there, and learnt detectors read them."""
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
    fields, others = _fields(events)
    for name, values in fields.items():
        columns[FIELD + name] = _field(values)
    if others:
        columns[OTHERS] = others_column(others, len(events))
    return pa.RecordBatch.from_pydict(columns)


def others_column(others: Mapping[int, Mapping[str, Value]], count: int) -> pa.Array:
    """The column of fields without a column, which some rows have, given by number."""
    texts: list[str | None] = [None] * count
    for row, fields in others.items():
        texts[row] = orjson.dumps(fields).decode()
    return pa.array(texts, pa.string())


def others_of(text: str | None) -> dict[str, Value]:
    """The fields that such a column holds for an event."""
    fields = orjson.loads(text) if text else {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def _fields(events: Sequence[Event]) -> tuple[dict[str, list[Value | None]], dict[int, dict[str, Value]]]:
    """By name the values of a field, None for the events that lack it; and by event those that are too many."""
    fields: dict[str, list[Value | None]] = {}
    others: dict[int, dict[str, Value]] = {}
    for row, event in enumerate(events):
        for name, value in event.fields.items():
            if name not in fields and len(fields) < MOST_FIELDS:
                fields[name] = [None] * len(events)
            if name in fields:
                fields[name][row] = value
            else:
                others.setdefault(row, {})[name] = value
    return dict(sorted(fields.items())), others


def to_events(batch: pa.RecordBatch) -> Iterator[Event]:
    """The events of columns, in their order."""
    for row in batch.to_pylist():
        fields: dict[str, Value] = {
            name[len(FIELD) :]: tuple(value) if isinstance(value, list) else value
            for name, value in row.items()
            if name.startswith(FIELD) and value is not None
        }
        fields |= others_of(row.get(OTHERS))
        yield Event(
            time=row[TIME] and row[TIME].astimezone(UTC),
            received_at=row[RECEIVED].astimezone(UTC),
            source=row[SOURCE],
            sensor=row["sensor"],
            logsources=tuple(LogSource(*parts) for parts in orjson.loads(row[LOGSOURCES])),
            fields=fields,
            record=row["record"],
        )


def moments(table: pa.Table | pa.RecordBatch) -> pa.Array | pa.ChunkedArray:
    """When each event happened, or came where it does not say."""
    return pc.coalesce(table.column(TIME), table.column(RECEIVED))


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
