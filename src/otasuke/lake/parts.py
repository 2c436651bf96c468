"""Parts: where in the lake events stand, in whole files of a tenant and in rows of segments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import pyarrow as pa

from otasuke.lake.columns import TENANT
from otasuke.lake.errors import FileGone
from otasuke.lake.manifest import StoredFile, file_name, read_manifest, read_manifests, tenants
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.segments import Index, Segment, read_index
from otasuke.lake.storage.binding import store_of
from otasuke.lake.storage.port import Keep, Store, Wanted
from otasuke.lake.tables import opened


@dataclass(frozen=True, slots=True)
class Part:
    """Events of one tenant in one file.

    path       where the file is within `keep`: until then it may be in the object store only.
    row_range  the rows that are the tenant's; None if all are.
    earliest   and `latest` time of them.
    """

    path: Path
    rows: int
    earliest: datetime
    latest: datetime
    row_range: range | None = None
    keep: Keep = field(default=nullcontext, compare=False)

    def batches(self, columns: Collection[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Its events, of `columns` those that the file has. Raises FileGone, BrokenFile."""
        with self.keep(), opened(self.path) as file:
            there = [name for name in file.names if name != TENANT]
            names = there if columns is None else [name for name in there if name in columns]
            for table in file.rows([self.row_range or range(self.rows)], names):
                yield from table.combine_chunks().to_batches()


@dataclass(frozen=True, slots=True)
class SharedPart:
    """Events of several tenants in one file.

    row_ranges  by tenant the rows that are theirs. Other rows of the file are no part of the lake.
    """

    path: Path
    earliest: datetime
    latest: datetime
    row_ranges: Mapping[str, range]


def parts_of(lake: Path, tenant: str, *, since: datetime | None = None, until: datetime | None = None) -> list[Part]:
    """Where the events of a tenant from `since` on and before `until` may be; each event is in one part.

    Raises BadName, LakeError, OSError.
    """
    # In this order: what is settled in between is in both, and the tenant's manifest says so.
    recent = read_recent(lake)
    manifest = read_manifest(lake, tenant)
    store = store_of(lake)
    settled = [_whole(store, tenant, file) for file in manifest.files if overlaps(file, since, until)]
    unsettled = (
        one for one in recent.segments if one.number > manifest.settled_through and overlaps(one, since, until)
    )
    fresh = (_rows_in(recent_folder(lake) / one.name, tenant) for one in unsettled)
    return [*settled, *(part for part in fresh if part is not None and overlaps(part, since, until))]


def parts_of_all(
    lake: Path, *, since: datetime | None = None, until: datetime | None = None
) -> Iterator[tuple[str, Part] | SharedPart]:
    """The same for everybody: whole files with whose they are, and then what is shared.

    Raises LakeError, OSError.
    """
    recent = read_recent(lake)
    settled_through: dict[str, int] = {}
    store = store_of(lake)
    for tenant, seen in read_manifests(lake, tenants(lake)):
        manifest = seen.manifest()
        settled_through[tenant] = manifest.settled_through
        yield from ((tenant, _whole(store, tenant, file)) for file in manifest.files if overlaps(file, since, until))
    for segment in recent.segments:
        if overlaps(segment, since, until):
            path = recent_folder(lake) / segment.name
            rows = _index(path).rows_by_tenant()
            open_rows = {one: rows[one] for one in rows if settled_through.get(one, 0) < segment.number}
            yield SharedPart(path, segment.earliest, segment.latest, open_rows)


def everybody(lake: Path) -> list[str]:
    """Everybody who has an event in the lake, or had one. Raises LakeError, OSError."""
    names = set(tenants(lake))
    for segment in read_recent(lake).segments:
        names.update(_index(recent_folder(lake) / segment.name).tenants)
    return sorted(names)


def overlaps(one: Part | StoredFile | Segment, since: datetime | None, until: datetime | None) -> bool:
    """Whether there may be events from `since` on and before `until` in it."""
    return (since is None or one.latest >= since) and (until is None or one.earliest < until)


def _whole(store: Store, tenant: str, file: StoredFile) -> Part:
    name = file_name(tenant, file)
    keep = partial(store.keep, Wanted(name, file.size_bytes, file.sha256))
    return Part(store.root / name, file.rows, file.earliest, file.latest, keep=keep)


def _rows_in(path: Path, tenant: str) -> Part | None:
    found = _index(path).span_of(tenant)
    return None if found is None else Part(path, len(found.rows), found.earliest, found.latest, found.rows)


def _index(path: Path) -> Index:
    try:
        return read_index(path)
    except FileNotFoundError as error:
        raise FileGone(path) from error
