"""Care: small files become large ones, old days go, what was dropped is deleted, and every byte is looked at."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from otasuke.lake.columns import joined
from otasuke.lake.errors import BrokenManifest, Overtaken
from otasuke.lake.manifest import (
    Manifest,
    StoredFile,
    change_manifest,
    read_manifest,
    tenant_folder,
    tenants,
)
from otasuke.lake.writer import remove, write_table

LARGE_ENOUGH_ROWS = 50_000
LARGEST_ROWS = 500_000
READ_WITHIN = timedelta(hours=1)
"""How long somebody may still read a file that was dropped."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a tenant's part of the lake, in words."""

    tenant: str
    name: str
    what: str


def compact(lake: Path, tenant: str, *, now: datetime) -> int:
    """Join the small files of each day; how many files went into others. Readers see either all of a change or nothing."""
    folder = tenant_folder(lake, tenant)
    joined_files = 0
    for day, small in _small_by_day(read_manifest(folder)).items():
        table = joined([batch for file in small for batch in _batches(folder / file.name)])
        large = write_table(folder, day, table)
        try:
            change_manifest(folder, lambda manifest: manifest.with_swapped(small, [large], now))  # noqa: B023  # at once
            joined_files += len(small)
        except Overtaken:
            remove(folder, [large])
    return joined_files


def retain(lake: Path, tenant: str, *, since: date, now: datetime) -> int:
    """Drop the days before `since`; how many files that were."""
    folder = tenant_folder(lake, tenant)
    old = [file for file in read_manifest(folder).files if _day(file) < since]
    if old:
        change_manifest(folder, lambda manifest: manifest.with_swapped(old, [], now))
    return len(old)


def delete_dropped(lake: Path, tenant: str, *, now: datetime) -> int:
    """Delete the files that were dropped long enough ago; how many."""
    folder = tenant_folder(lake, tenant)
    gone = [dropped for dropped in read_manifest(folder).dropped if now - dropped.at >= READ_WITHIN]
    for dropped in gone:
        (folder / dropped.name).unlink(missing_ok=True)
    if gone:
        change_manifest(
            folder,
            lambda manifest: replace(manifest, dropped=tuple(one for one in manifest.dropped if one not in gone)),
        )
    return len(gone)


def verify(lake: Path, tenant: str | None = None) -> Iterator[Problem]:
    """Everything that is wrong: files that are missing, cut, changed by a single bit, or cannot be read."""
    for one in tenants(lake) if tenant is None else [tenant]:
        folder = tenant_folder(lake, one)
        try:
            manifest = read_manifest(folder)
        except BrokenManifest as error:
            yield Problem(one, "manifest.json", str(error))
            continue
        for file in manifest.files:
            what = _fault(folder / file.name, file)
            if what:
                yield Problem(one, file.name, what)


def _fault(path: Path, file: StoredFile) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if len(data) != file.size_bytes:
        return f"has {len(data)} bytes, should have {file.size_bytes}"
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return "was changed after it was written: its checksum is another"
    rows = pq.ParquetFile(pa.BufferReader(data)).metadata.num_rows
    return "" if rows == file.rows else f"has {rows} events, should have {file.rows}"


def _small_by_day(manifest: Manifest) -> dict[date, list[StoredFile]]:
    """By day the small files that fit into one, where there are at least two."""
    days: dict[date, list[StoredFile]] = defaultdict(list)
    for file in manifest.files:
        fits = sum(other.rows for other in days[_day(file)]) + file.rows <= LARGEST_ROWS
        if file.rows < LARGE_ENOUGH_ROWS and fits:
            days[_day(file)].append(file)
    return {day: files for day, files in days.items() if len(files) > 1}


def _day(file: StoredFile) -> date:
    return date.fromisoformat(file.name.removeprefix("day=").partition("/")[0])


def _batches(path: Path) -> list[pa.RecordBatch]:
    return list(pq.read_table(path, partitioning=None).combine_chunks().to_batches())
