"""Writing into a tenant's own files: batches are gathered, and become files of one day each.

For what is brought in at once, such as old recordings; what comes all day goes through `lake.recent_writer`.
A batch that comes again within a day changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.events import Event
from otasuke.events.names import check_batch, check_tenant
from otasuke.lake.columns import BATCH, RECEIVED, Row, moments, to_columns
from otasuke.lake.errors import Overtaken
from otasuke.lake.hunting.index import attached
from otasuke.lake.joining import joined
from otasuke.lake.manifest import StoredFile, change_manifest, file_name, read_manifest
from otasuke.lake.storage.binding import store_of
from otasuke.lake.tables import QUICK, SMALL, encoded, ordered

ROW_GROUP_ROWS = 1 << 16


class LakeWriter:
    """Writes the events of one tenant. Raises BadName."""

    def __init__(self, lake: Path, tenant: str) -> None:
        self._lake = lake
        self._tenant = check_tenant(tenant)
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

        Raises OSError, LakeError; then nothing of it is in the lake, or after StoreUnreachable all of it may be, and it may
        be flushed again.
        """
        while True:
            files = self._write()
            try:
                change_manifest(self._lake, self._tenant, lambda manifest: manifest.with_files(files))  # noqa: B023  # called at once
            except Overtaken:
                remove_unnamed(self._lake, self._tenant, files)
                continue
            except OSError:
                remove_unnamed(self._lake, self._tenant, files)
                raise
            self._batches = {}
            return files

    def _write(self) -> tuple[StoredFile, ...]:
        """Write the batches that are not in the lake yet."""
        known = read_manifest(self._lake, self._tenant).batches()
        days: dict[date, list[Row]] = defaultdict(list)
        for batch, events in self._batches.items():
            if batch not in known:
                for ordinal, event in enumerate(events):
                    days[_day_of(event)].append((batch, ordinal, event))
        tables = [(day, ordered(joined([to_columns(rows)]))) for day, rows in sorted(days.items())]
        batches = [tuple(sorted(table[BATCH].unique().to_pylist())) for _, table in tables]
        return write_files(
            self._lake,
            self._tenant,
            [pressed(day, table, batches=of) for (day, table), of in zip(tables, batches, strict=True)],
        )


Pressed = tuple[StoredFile, bytes]
"""A file as the manifest will name it, and its bytes."""


LARGE_ENOUGH_ROWS = 50_000
"""Files of fewer rows are joined when there are several of a day."""


def pressed(day: date, table: pa.Table, *, batches: Sequence[str] = ()) -> Pressed:
    """Plain columns of one day, ordered, as a file that is not written yet: as small as can be, with an index for hunts."""
    return _named(day, table, attached(encoded(table, level=SMALL, row_group_rows=ROW_GROUP_ROWS), table), batches)


def pressed_for_now(day: date, table: pa.Table) -> Pressed:
    """The same with little effort where the file is so small that it will be joined with others."""
    if len(table) >= LARGE_ENOUGH_ROWS:
        return pressed(day, table)
    return _named(day, table, encoded(table, level=QUICK, row_group_rows=ROW_GROUP_ROWS), ())


def _named(day: date, table: pa.Table, data: bytes, batches: Sequence[str]) -> Pressed:
    times = pc.min_max(moments(table)).as_py()
    file = StoredFile(
        name=f"day={day}/{uuid4().hex}.parquet",
        rows=len(table),
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        earliest=times["min"].astimezone(UTC),
        latest=times["max"].astimezone(UTC),
        received_at=pc.max(table[RECEIVED]).as_py().astimezone(UTC),
        batches=tuple(batches),
    )
    return file, data


def write_files(lake: Path, tenant: str, files: Sequence[Pressed]) -> tuple[StoredFile, ...]:
    """Write the files of a tenant, durably. Raises LakeError, OSError."""
    store_of(lake).write_new([(file_name(tenant, file), data) for file, data in files])
    return tuple(file for file, _ in files)


def remove_unnamed(lake: Path, tenant: str, files: Iterable[StoredFile]) -> None:
    """Delete those that the manifest does not name. It may have been swapped before the disk failed.

    Not after StoreUnreachable: then it may still be swapped.
    """
    named = {file.name for file in read_manifest(lake, tenant).files}
    store_of(lake).delete([file_name(tenant, file) for file in files if file.name not in named])


def _day_of(event: Event) -> date:
    """The day on which it happened, or on which it came if it does not say when."""
    return (event.time or event.received_at).astimezone(UTC).date()
