"""Reading: one tenant's events, as columns or as events, of a span of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.events import Event
from otasuke.events.names import check_tenant
from otasuke.lake.columns import RECEIVED, TIME, moments, to_events
from otasuke.lake.manifest import StoredFile, read_manifest
from otasuke.lake.parts import Part, overlaps, parts_of


class LakeReader:
    """Reads the events of one tenant, as they are when a method is called. Raises BadName.

    Its methods raise LakeError, OSError.
    """

    def __init__(self, lake: Path, tenant: str) -> None:
        self._lake = lake
        self._tenant = check_tenant(tenant)

    def parts(self, *, since: datetime | None = None, until: datetime | None = None) -> list[Part]:
        """Where the events from `since` on and before `until` may be; each event is in one part."""
        return parts_of(self._lake, self._tenant, since=since, until=until)

    def files(self, *, since: datetime | None = None, until: datetime | None = None) -> list[StoredFile]:
        """The tenant's own files that may hold such events. What came in the last hour may stand elsewhere: see `parts`."""
        files = read_manifest(self._lake, self._tenant).files
        return [file for file in files if overlaps(file, since, until)]

    def batches(
        self, columns: Sequence[str] | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The events as columns, part by part; of `columns` those that a file has, and always the two times."""
        wanted = None if columns is None else {*columns, TIME, RECEIVED}
        for part in self.parts(since=since, until=until):
            for batch in part.batches(wanted):
                kept = _within(batch, since, until)
                if kept.num_rows:
                    yield kept

    def events(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Event]:
        """The events, part by part."""
        for batch in self.batches(since=since, until=until):
            yield from to_events(batch)


def _within(batch: pa.RecordBatch, since: datetime | None, until: datetime | None) -> pa.RecordBatch:
    if since is not None:
        batch = batch.filter(pc.greater_equal(moments(batch), pa.scalar(since, pa.timestamp("us", "UTC"))))
    if until is not None:
        batch = batch.filter(pc.less(moments(batch), pa.scalar(until, pa.timestamp("us", "UTC"))))
    return batch
