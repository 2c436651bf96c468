"""Writing: batches are gathered, and become files of one day each. A batch that comes again changes nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otasuke.events import Event
from otasuke.events.names import check_batch
from otasuke.lake.columns import BATCH, TIME, Row, to_columns
from otasuke.lake.errors import Overtaken
from otasuke.lake.manifest import StoredFile, change_manifest, read_manifest, tenant_folder, write_durably

_ROW_GROUP_ROWS = 1 << 16


class LakeWriter:
    """Writes the events of one tenant. Raises BadName."""

    def __init__(self, lake: Path, tenant: str) -> None:
        self._folder = tenant_folder(lake, tenant)
        self._batches: dict[str, tuple[Event, ...]] = {}

    @property
    def rows(self) -> int:
        """How many events wait to be written."""
        return sum(len(events) for events in self._batches.values())

    def add(self, batch: str, events: Iterable[Event]) -> None:
        """Gather a batch; nothing is on the disk before `flush`. Raises BadName."""
        self._batches[check_batch(batch)] = tuple(events)

    def flush(self) -> tuple[StoredFile, ...]:
        """Write what was gathered; when this returns it survives a power cut. The files written.

        Raises OSError, BrokenManifest; then nothing of it is in the lake, and it may be flushed again.
        """
        while True:
            files = self._write()
            try:
                change_manifest(self._folder, lambda manifest: manifest.with_files(files))  # noqa: B023  # called at once
            except Overtaken:
                remove(self._folder, files)
                continue
            self._batches = {}
            return files

    def _write(self) -> tuple[StoredFile, ...]:
        """Write the batches that are not in the lake yet."""
        known = read_manifest(self._folder).batches()
        days: dict[date, list[Row]] = defaultdict(list)
        for batch, events in self._batches.items():
            if batch not in known:
                for ordinal, event in enumerate(events):
                    days[_day_of(event)].append((batch, ordinal, event))
        tables = ((day, pa.Table.from_batches([to_columns(rows)])) for day, rows in sorted(days.items()))
        return tuple(write_table(self._folder, day, table) for day, table in tables)


def write_table(folder: Path, day: date, table: pa.Table) -> StoredFile:
    """Write a table as one file of the day, durably."""
    table = _sorted(table)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP_ROWS)
    data = sink.getvalue().to_pybytes()
    name = f"day={day}/{uuid4().hex}.parquet"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    write_durably(folder / name, data)
    times = pc.min_max(pc.coalesce(table[TIME], table["received_at"])).as_py()
    return StoredFile(
        name=name,
        rows=len(table),
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        earliest=times["min"].astimezone(UTC),
        latest=times["max"].astimezone(UTC),
        batches=tuple(sorted(table[BATCH].unique().to_pylist())),
    )


def _sorted(table: pa.Table) -> pa.Table:
    """The table by source and time: alike stands with alike, which makes the file smaller."""
    keys = pa.table({"source": table["source"].cast(pa.string()), TIME: table[TIME]})
    return table.take(pc.sort_indices(keys, [("source", "ascending"), (TIME, "ascending")]))


def remove(folder: Path, files: Iterable[StoredFile]) -> None:
    """Delete files that no manifest names."""
    for file in files:
        (folder / file.name).unlink()


def _day_of(event: Event) -> date:
    """The day on which it happened, or on which it came if it does not say when."""
    return (event.time or event.received_at).astimezone(UTC).date()
