"""Care: recent events go to their tenants' files, small files become large ones, old days go, what was dropped is deleted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from otasuke.lake.days import Retention
from otasuke.lake.errors import LakeError, Overtaken, StoreUnreachable
from otasuke.lake.following import let_go
from otasuke.lake.joining import joined
from otasuke.lake.manifest import (
    Dropped,
    Manifest,
    StoredFile,
    change_manifest,
    file_name,
    read_manifest,
    read_manifests,
    tenants,
)
from otasuke.lake.recent import change_recent, read_recent, recent_folder
from otasuke.lake.settle import settle
from otasuke.lake.soundness import sound_bytes
from otasuke.lake.storage.binding import store_of
from otasuke.lake.storage.port import Store
from otasuke.lake.tables import opened, ordered
from otasuke.lake.writer import LARGE_ENOUGH_ROWS, pressed, remove_unnamed, write_files

LARGEST_ROWS = 500_000
LARGEST_BYTES = 100 << 20
"""Of Parquet. What was pressed takes many times as much memory while files are joined."""
DAY_IS_OVER = timedelta(days=2)
"""After its beginning. What comes later makes few files."""
READ_WITHIN = timedelta(hours=1)
"""How long somebody may still read a file that was dropped."""


@dataclass(frozen=True, slots=True)
class Cared:
    """What was done.

    given_up_segments  that a follower did not come to read in time.
    problems           what could not be done, in words that name the file; the rest of the lake was cared for.
    """

    settled_segments: int = 0
    settled_rows: int = 0
    joined_files: int = 0
    retired_files: int = 0
    deleted_files: int = 0
    given_up_segments: int = 0
    problems: tuple[str, ...] = ()


def care_once(lake: Path, *, now: datetime, retention: Retention | None = None) -> Cared:
    """Do whatever is due; twice at the same time is no harm.

    retention  tenant → the first day that is kept, None for all.
    Raises OSError, BrokenManifest of the recent events, NotOurs, StoreUnreachable; what was done until then stays done.
    """
    settled = settle(lake, now=now, retention=retention)
    joined_files = retired = deleted = 0
    problems = list(settled.problems)
    for tenant, seen in read_manifests(lake, tenants(lake)):
        try:
            since = retention(tenant) if retention else None
            if _has_work(seen.manifest(), since=since, now=now):
                retired += retain(lake, tenant, since=since, now=now) if since else 0
                joined_files += compact(lake, tenant, now=now)
                deleted += delete_dropped(lake, tenant, now=now)
        except StoreUnreachable:
            raise
        except LakeError as error:
            problems.append(f"{tenant}: {error}")
    deleted += delete_settled(lake, now=now)
    given_up = let_go(lake, now=now)
    return Cared(settled.segments, settled.rows, joined_files, retired, deleted, given_up, tuple(problems))


def compact(lake: Path, tenant: str, *, now: datetime) -> int:
    """Join the small files of each day; how many files went into others. Readers see either all of a change or nothing.

    It waits until there is enough for a large file, or the day is over: events are written anew once, not again and again.
    Raises LakeError, OSError.
    """
    joined_files = 0
    for day, small in _small_by_day(read_manifest(lake, tenant), now).items():
        (large,) = write_files(lake, tenant, [pressed(day, _joined(lake, tenant, small), batches=_batches(small))])
        try:
            change_manifest(lake, tenant, lambda manifest: manifest.with_swapped(small, [large], now))  # noqa: B023  # at once
            joined_files += len(small)
        except Overtaken:
            remove_unnamed(lake, tenant, [large])
        except OSError:
            remove_unnamed(lake, tenant, [large])
            raise
    return joined_files


def retain(lake: Path, tenant: str, *, since: date, now: datetime) -> int:
    """Drop the days before `since`; how many files that were. What is not settled yet is dropped when it would be."""
    old = _before(read_manifest(lake, tenant), since)
    if old:
        change_manifest(lake, tenant, lambda manifest: manifest.with_swapped(old, [], now))
    return len(old)


def delete_dropped(lake: Path, tenant: str, *, now: datetime) -> int:
    """Delete the files that were dropped long enough ago, and forget old names of batches; how many files."""
    manifest = read_manifest(lake, tenant)
    gone = _due(manifest.dropped, now)
    store_of(lake).delete([file_name(tenant, one) for one in gone])
    if gone or manifest.without_old_batches(now) != manifest:
        change_manifest(
            lake, tenant, lambda one: replace(one, dropped=_without(one.dropped, gone)).without_old_batches(now)
        )
    return len(gone)


def delete_settled(lake: Path, *, now: datetime) -> int:
    """Delete the segments that were settled long enough ago; how many."""
    gone = _due(read_recent(lake).dropped, now)
    for one in gone:
        (recent_folder(lake) / one.name).unlink(missing_ok=True)
    if gone:
        change_recent(lake, lambda recent: replace(recent, dropped=_without(recent.dropped, gone)))
    return len(gone)


def _has_work(manifest: Manifest, *, since: date | None, now: datetime) -> bool:
    """Whether there is something to do for a tenant: for most there is not, most of the time."""
    return bool(
        (since and _before(manifest, since))
        or _small_by_day(manifest, now)
        or _due(manifest.dropped, now)
        or manifest.without_old_batches(now) != manifest
    )


def _before(manifest: Manifest, since: date) -> list[StoredFile]:
    return [file for file in manifest.files if file.day < since]


def _due(dropped: tuple[Dropped, ...], now: datetime) -> list[Dropped]:
    return [one for one in dropped if now - one.at >= READ_WITHIN]


def _without(dropped: tuple[Dropped, ...], gone: list[Dropped]) -> tuple[Dropped, ...]:
    return tuple(one for one in dropped if one not in gone)


def _small_by_day(manifest: Manifest, now: datetime) -> dict[date, list[StoredFile]]:
    """By day the small files that are worth joining."""
    days: dict[date, list[StoredFile]] = defaultdict(list)
    for file in manifest.files:
        if file.rows < LARGE_ENOUGH_ROWS and _fits([*days[file.day], file]):
            days[file.day].append(file)
    return {day: files for day, files in days.items() if len(files) > 1 and (_is_over(day, now) or _is_enough(files))}


def _fits(files: list[StoredFile]) -> bool:
    return sum(file.rows for file in files) <= LARGEST_ROWS and sum(file.size_bytes for file in files) <= LARGEST_BYTES


def _is_over(day: date, now: datetime) -> bool:
    return now.date() - day >= DAY_IS_OVER


def _is_enough(files: list[StoredFile]) -> bool:
    return sum(file.rows for file in files) >= LARGE_ENOUGH_ROWS


def _joined(lake: Path, tenant: str, files: list[StoredFile]) -> pa.Table:
    store = store_of(lake)
    return ordered(joined([batch for file in files for batch in _rows(store, file_name(tenant, file), file)]))


def _rows(store: Store, name: str, file: StoredFile) -> list[pa.RecordBatch]:
    with opened(sound_bytes(store, name, file), dictionaries=False) as table:
        groups = [table.group(number, table.names) for number in range(len(table.group_rows))]
    return [batch for group in groups for batch in group.combine_chunks().to_batches()]


def _batches(files: list[StoredFile]) -> list[str]:
    return sorted({batch for file in files for batch in file.batches})
