"""Reading: one tenant's events, as columns or as events, of a span of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otasuke.events import Event
from otasuke.lake.columns import TIME, to_events
from otasuke.lake.manifest import StoredFile, read_manifest, tenant_folder


class LakeReader:
    """Reads the events of one tenant, as they are when a method is called. Raises BadName."""

    def __init__(self, lake: Path, tenant: str) -> None:
        self._folder = tenant_folder(lake, tenant)

    def files(self, *, since: datetime | None = None, until: datetime | None = None) -> list[StoredFile]:
        """The files that may hold events from `since` on and before `until`."""
        return [
            file
            for file in read_manifest(self._folder).files
            if (since is None or file.latest >= since) and (until is None or file.earliest < until)
        ]

    def batches(
        self, columns: Sequence[str] | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The events as columns, file by file; of `columns` those that a file has, and always the two times."""
        for stored in self.files(since=since, until=until):
            with pq.ParquetFile(self._folder / stored.name) as file:
                names = file.schema_arrow.names
                wanted = names if columns is None else [n for n in names if n in {*columns, TIME, "received_at"}]
                for batch in file.iter_batches(columns=wanted):
                    kept = _within(batch, since, until)
                    if kept.num_rows:
                        yield kept

    def events(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Event]:
        """The events, file by file."""
        for batch in self.batches(since=since, until=until):
            yield from to_events(batch)


def _within(batch: pa.RecordBatch, since: datetime | None, until: datetime | None) -> pa.RecordBatch:
    moments = pc.coalesce(batch.column(TIME), batch.column("received_at"))
    if since is not None:
        batch, moments = _filtered(batch, moments, pc.greater_equal(moments, pa.scalar(since, moments.type)))
    if until is not None:
        batch, moments = _filtered(batch, moments, pc.less(moments, pa.scalar(until, moments.type)))
    return batch


def _filtered(batch: pa.RecordBatch, moments: pa.Array, keep: pa.Array) -> tuple[pa.RecordBatch, pa.Array]:
    return batch.filter(keep), moments.filter(keep)
