"""The same rules on column batches: NDJSON is turned into Parquet first, and reading that back is measured too."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from otasuke.cli.benching.engine import CONTEXT, Protocol, divide, read_lines, source_of, without_garbage_collection
from otasuke.cli.engines import Prepared, Ready
from otasuke.detect.engine.columns import LOGSOURCES
from otasuke.events import Event, LogSource


def measure_columns(prepared: Prepared, path: Path, protocol: Protocol) -> dict[str, Any]:
    """Everything that `bench columns` prints."""
    ready = prepared.open()
    lines = read_lines(path, protocol.warm + protocol.segments * protocol.segment_events)
    source = source_of(lines[0])
    warm, parts = divide(lines, protocol)
    fields = frozenset(ready.rules.plan.fields)
    with tempfile.TemporaryDirectory() as folder:
        events = [[source.to_event(orjson.loads(line), CONTEXT, 0) for line in part] for part in (warm, *parts)]
        files = [Path(folder, f"{number}.parquet") for number in range(len(events))]
        for file, part in zip(files, events, strict=True):
            pq.write_table(pa.Table.from_batches([as_batch(part, fields)]), file)
        match_file(ready, files[0])
        with without_garbage_collection():
            measured = [match_file(ready, file) for file in files[1:]]
    by_events = sum(len(ready.engine.match_events(part).pairs) for part in events[1:])
    sizes = [len(part) for part in parts]
    return {
        "events_per_core_second": _rate(sizes, [match_s for match_s, _, _ in measured]),
        "events_per_core_second_with_parquet": _rate(sizes, [match_s + read_s for match_s, read_s, _ in measured]),
        "hits": sum(hits for _, _, hits in measured),
        "hits_by_events": by_events,
        "events": sum(sizes),
        "warmed_with": len(warm),
        "rules": len(ready.rules.ids),
        "source": source.name,
        "protocol": "CPU time of Engine.match_columns over fresh Parquet files; garbage collection off; medians",
    }


def match_file(ready: Ready, file: Path) -> tuple[float, float, int]:
    """CPU seconds of matching and of reading a Parquet file, and the hits."""
    names = pq.read_schema(file).names
    table: list[pa.Table] = []

    def read() -> None:
        table.append(pq.read_table(file, read_dictionary=names, use_threads=False))

    hits = 0

    def match() -> None:
        nonlocal hits
        for batch in table[0].combine_chunks().to_batches():
            hits += len(ready.engine.match_columns(batch).pairs)

    read_s = _cpu_s(read)
    return _cpu_s(match), read_s, hits


def as_batch(events: Sequence[Event], fields: frozenset[str]) -> pa.RecordBatch:
    """Events as columns of the fields that rules name; text as dictionaries, lists where an event has one."""
    names = sorted({name for event in events for name in event.fields if name in fields})
    columns: dict[str, pa.Array] = {LOGSOURCES: _dictionary([_sources_text(event.logsources) for event in events])}
    for name in names:
        values = [event.fields.get(name) for event in events]
        if any(isinstance(value, tuple) for value in values):
            lists = [[value] if isinstance(value, str) else value and list(value) for value in values]
            columns[name] = pa.array(lists, pa.list_(pa.string()))
        else:
            columns[name] = _dictionary(values)
    return pa.RecordBatch.from_pydict(columns)


def _dictionary(values: Sequence[object]) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode()


def _sources_text(sources: tuple[LogSource, ...]) -> str:
    return orjson.dumps([(one.product, one.category, one.service) for one in sources]).decode()


def _cpu_s(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _rate(sizes: Sequence[int], seconds: Sequence[float]) -> int:
    return round(median(size / spent for size, spent in zip(sizes, seconds, strict=True)))
