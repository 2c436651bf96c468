"""Settling: what stands in segments moves into the files of each tenant and day.

A tenant's manifest says up to which segment its events are in its files, in the same swap that names those files. So a crash
at any moment leaves every event in exactly one place, and settling goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa

from otasuke.lake.days import Retention, files_of
from otasuke.lake.durable import locked
from otasuke.lake.errors import BrokenManifest, Overtaken
from otasuke.lake.following import hold
from otasuke.lake.joining import joined, together, without_empty_fields
from otasuke.lake.manifest import Manifest, change_manifests, file_name, read_manifests
from otasuke.lake.recent import Recent, change_recent, read_recent, recent_folder
from otasuke.lake.segments import Index, Segment, read_index
from otasuke.lake.soundness import fault_of
from otasuke.lake.storage.binding import check_owner, store_of
from otasuke.lake.tables import opened
from otasuke.lake.writer import Pressed, remove_unnamed

SETTLED_AFTER = timedelta(hours=1)
MOST_RECENT_ROWS = 100_000_000
"""More than that are not left in segments, however new they are."""
_ROWS_AT_ONCE, _TENANTS_AT_ONCE, _BYTES_AT_ONCE, _CELLS_AT_ONCE = 250_000, 200, 512 << 20, 1 << 27


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did. problems: why some of it could not be done, each naming its file."""

    segments: int = 0
    rows: int = 0
    problems: tuple[str, ...] = ()


def settle(lake: Path, *, now: datetime, retention: Retention | None = None) -> Settled:
    """Move the events of old segments into their tenants' files. Readers see each event once, at any moment.

    retention  as in `care.care_once`: what would be dropped at once does not come in.
    Raises BrokenManifest of the segments, NotOurs, StoreUnreachable, OSError; what was settled stays so, the rest is in the
    segments as before.
    """
    with locked(recent_folder(lake), ".settling"):
        check_owner(lake)
        harmed = _set_harmed_aside(lake, _due(read_recent(lake), now))
        due = _due(read_recent(lake), now)
        plan = _plan(lake, due)
        for tenants in _portions(plan):
            _settle_some(plan, tenants, retention)
        done = [one for one in due if plan.blocked.keys().isdisjoint(plan.indexes[one].tenants)]
        if done:
            hold(lake, done)
            change_recent(lake, lambda recent: recent.without(done, now))
    return Settled(len(done), sum(one.rows for one in done), (*harmed, *plan.blocked.values()))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be settled.

    after    tenant → the number of the segment up to which it is settled already.
    blocked  tenant → why nothing of it can be settled.
    """

    lake: Path
    indexes: Mapping[Segment, Index]
    after: Mapping[str, int]
    blocked: Mapping[str, str]

    @property
    def through(self) -> int:
        return max(one.number for one in self.indexes)

    def rows_of(self, tenant: str) -> int:
        return sum(len(index.rows_of(tenant)) for one, index in self.indexes.items() if one.number > self.after[tenant])


def _due(recent: Recent, now: datetime) -> tuple[Segment, ...]:
    """All segments up to the newest that is old enough: in the order of numbers, whatever a clock said."""
    too_many = sum(one.rows for one in recent.segments) > MOST_RECENT_ROWS
    old = [one.number for one in recent.segments if too_many or now - one.written_at >= SETTLED_AFTER]
    return tuple(one for one in recent.segments if one.number <= max(old, default=0))


def _set_harmed_aside(lake: Path, due: Sequence[Segment]) -> list[str]:
    problems = []
    for segment in due:
        path = recent_folder(lake) / segment.name
        if what := fault_of(path, segment):
            problems.append(f"{path}: {what}; {segment.rows} events are lost unless it is put back")
            change_recent(lake, lambda recent: recent.with_harmed(segment))  # noqa: B023  # called at once
    return problems


def _plan(lake: Path, due: Sequence[Segment]) -> _Plan:
    indexes = {one: read_index(recent_folder(lake) / one.name) for one in due}
    after: dict[str, int] = {}
    blocked: dict[str, str] = {}
    there = sorted({tenant for index in indexes.values() for tenant in index.tenants})
    for tenant, seen in read_manifests(lake, there):
        try:
            after[tenant] = seen.manifest().settled_through
        except BrokenManifest as error:
            blocked[tenant] = str(error)
    return _Plan(lake, indexes, after, blocked)


def _portions(plan: _Plan) -> Iterator[list[str]]:
    """The tenants, a few at once. Those that began in the same segment stand together: they often share the others too."""
    portion: list[str] = []
    rows = 0
    for tenant in _by_first_segment(plan):
        tenant_rows = plan.rows_of(tenant)
        if not tenant_rows:
            continue
        if portion and (rows + tenant_rows > _ROWS_AT_ONCE or len(portion) >= _TENANTS_AT_ONCE):
            yield portion
            portion, rows = [], 0
        portion.append(tenant)
        rows += tenant_rows
    if portion:
        yield portion


def _by_first_segment(plan: _Plan) -> list[str]:
    firsts: dict[str, int] = {}
    for segment, index in plan.indexes.items():
        for tenant in index.tenants:
            if segment.number > plan.after.get(tenant, segment.number):
                firsts.setdefault(tenant, segment.number)
    return sorted(firsts, key=lambda tenant: (firsts[tenant], tenant))


def _settle_some(plan: _Plan, tenants: Sequence[str], retention: Retention | None) -> None:
    files: dict[str, list[Pressed]] = {tenant: [] for tenant in tenants}
    for table in _tables(plan, tenants):
        for tenant, file in files_of(table, retention):
            files[tenant].append(file)
    _commit(plan, files)


def _tables(plan: _Plan, tenants: Sequence[str]) -> Iterator[pa.Table]:
    """The rows of some tenants from all segments, as one table where memory allows."""
    for some in together(_batches(plan, tenants), most_cells=_CELLS_AT_ONCE, most_bytes=_BYTES_AT_ONCE):
        yield joined(some)


def _batches(plan: _Plan, tenants: Sequence[str]) -> Iterator[pa.RecordBatch]:
    for segment, index in plan.indexes.items():
        ranges = [index.rows_of(tenant) for tenant in tenants if plan.after[tenant] < segment.number]
        for table in _rows(recent_folder(plan.lake) / segment.name, ranges):
            yield from map(without_empty_fields, table.combine_chunks().to_batches())


def _rows(path: Path, ranges: Sequence[range]) -> Iterator[pa.Table]:
    wanted = sorted((one for one in ranges if one), key=lambda one: one.start)
    if wanted:
        with opened(path, dictionaries=False) as file:
            yield from file.rows(wanted, file.names)


def _commit(plan: _Plan, files: Mapping[str, Sequence[Pressed]]) -> None:
    """Write the files, and then the manifests that name them."""
    store_of(plan.lake).write_new([(file_name(of, file), data) for of, some in files.items() for file, data in some])
    try:
        change_manifests(plan.lake, sorted(files), partial(_settled, plan, files))
    except (OSError, Overtaken):
        for tenant, some in files.items():
            remove_unnamed(plan.lake, tenant, [file for file, _ in some])
        raise


def _settled(plan: _Plan, files: Mapping[str, Sequence[Pressed]], tenant: str, manifest: Manifest) -> Manifest:
    new = [file for file, _ in files[tenant]]
    if manifest.settled_through == plan.through and set(new) <= set(manifest.files):
        return manifest  # an answer was lost: it was so already
    return manifest.with_settled(new, after=plan.after[tenant], through=plan.through)
