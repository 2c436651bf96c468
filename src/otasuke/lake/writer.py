"""Writing: batches are gathered, and become files of one day each. A batch that comes again changes nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otasuke.events import Event
from otasuke.lake.columns import BATCH, TIME, joined, to_columns
from otasuke.lake.errors import Overtaken
from otasuke.lake.manifest import StoredFile, change_manifest, read_manifest, tenant_folder, write_durably

_ROW_GROUP_ROWS = 1 << 16


class LakeWriter:
    """Writes the events of one tenant. Raises BadTenant."""

    def __init__(self, lake: Path, tenant: str) -> None:
        self._folder = tenant_folder(lake, tenant)
        self._batches: dict[str, list[tuple[int, Event]]] = {}

    @property
    def rows(self) -> int:
        """How many events wait to be written."""
        return sum(len(events) for events in self._batches.values())

    def add(self, batch: str, events: Iterable[Event]) -> None:
        """Gather a batch; nothing is on the disk before `flush`."""
        self._batches[batch] = list(enumerate(events))

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
        days: dict[date, list[pa.RecordBatch]] = defaultdict(list)
        for batch, events in self._batches.items():
            if batch not in known:
                for day, part in _by_day(events).items():
                    days[day].append(to_columns(batch, part))
        return tuple(write_table(self._folder, day, joined(parts)) for day, parts in sorted(days.items()))


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


def _by_day(events: Sequence[tuple[int, Event]]) -> dict[date, list[tuple[int, Event]]]:
    """Events by the day on which they happened, or came where they do not say when."""
    days: dict[date, list[tuple[int, Event]]] = defaultdict(list)
    for ordinal, event in events:
        days[_moment(event).astimezone(UTC).date()].append((ordinal, event))
    return days


def _moment(event: Event) -> datetime:
    return event.time or event.received_at
