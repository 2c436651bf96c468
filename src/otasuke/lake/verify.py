"""Verifying: every byte is compared with the checksum of the time when it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from otasuke.lake.errors import BrokenManifest
from otasuke.lake.manifest import StoredFile, read_manifest, tenant_folder, tenants
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.segments import Segment
from otasuke.lake.soundness import fault_of

_UNNAMED = "is named by no manifest: what a crash left behind, and no part of the lake"
_NAMED_WITHIN = timedelta(hours=1)
NOBODY = ""
"""Whose problems are those of segments: everybody's."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with the lake, in words. tenant: whose; NOBODY for what all share."""

    tenant: str
    name: str
    what: str


def verify(lake: Path, tenant: str | None = None, *, now: datetime | None = None) -> Iterator[Problem]:
    """Everything that is wrong: files that are missing, cut, changed by a single bit, or named by no manifest.

    now  where somebody may be writing: a file that is not an hour old may still be named.
    """
    yield from (one for one in _verify_recent(lake) if not _may_be_named(lake / one.name, one, now))
    for of in tenants(lake) if tenant is None else [tenant]:
        folder = tenant_folder(lake, of)
        yield from (one for one in _verify_tenant(lake, of) if not _may_be_named(folder / one.name, one, now))


def _may_be_named(path: Path, problem: Problem, now: datetime | None) -> bool:
    if problem.what != _UNNAMED or now is None:
        return False
    try:
        return now.timestamp() - path.stat().st_mtime < _NAMED_WITHIN.total_seconds()
    except FileNotFoundError:
        return True


def _verify_recent(lake: Path) -> Iterator[Problem]:
    folder = recent_folder(lake)
    there = _files(folder, "*.parquet")
    try:
        recent = read_recent(lake)
    except BrokenManifest as error:
        yield Problem(NOBODY, f"{folder.name}/manifest.json", str(error))
        return
    for segment in recent.harmed:
        yield Problem(NOBODY, f"{folder.name}/{segment.name}", f"was harmed: its {segment.rows} events are lost")
    named = recent.names().union(one.name for one in recent.harmed)
    yield from _compare(NOBODY, folder, recent.segments, there - named)


def _verify_tenant(lake: Path, tenant: str) -> Iterator[Problem]:
    folder = tenant_folder(lake, tenant)
    there = _files(folder, "day=*/*.parquet")
    try:
        manifest = read_manifest(folder)
    except BrokenManifest as error:
        yield Problem(tenant, "manifest.json", str(error))
        return
    named = {one.name for one in manifest.files}.union(one.name for one in manifest.dropped)
    yield from _compare(tenant, folder, manifest.files, there - named)


def _compare(tenant: str, folder: Path, files: Sequence[StoredFile | Segment], unnamed: set[str]) -> Iterator[Problem]:
    shown = "" if tenant else f"{folder.name}/"
    for file in files:
        if what := _fault(folder / file.name, file):
            yield Problem(tenant, shown + file.name, what)
    for name in sorted(unnamed):
        yield Problem(tenant, shown + name, _UNNAMED)


def _fault(path: Path, file: StoredFile | Segment) -> str:
    try:
        return fault_of(path, file)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _files(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.glob(pattern)}
