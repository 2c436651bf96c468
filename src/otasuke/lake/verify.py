"""Verifying: every byte is compared with the checksum of the time when it was written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from otasuke.lake.errors import BrokenManifest
from otasuke.lake.manifest import StoredFile, file_name, read_manifest, tenant_folder, tenants
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.segments import Segment
from otasuke.lake.soundness import fault_in
from otasuke.lake.storage.binding import store_of
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.port import Store, Stored

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
    Raises NotOurs, StoreUnreachable, OSError.
    """
    yield from _verify_recent(lake, now)
    store = store_of(lake)
    for of in tenants(lake) if tenant is None else [tenant]:
        yield from _verify_tenant(lake, store, of, now)


def shown(lake: Path, problem: Problem) -> str:
    """Where the file of a problem is, for people. Raises what `store_of` raises."""
    if not problem.tenant:
        return str(lake / problem.name)
    return store_of(lake).shown(f"{tenant_folder(problem.tenant)}/{problem.name}")


def _verify_recent(lake: Path, now: datetime | None) -> Iterator[Problem]:
    folder = recent_folder(lake)
    there = list(FolderStore(lake).listed(folder.name))
    try:
        recent = read_recent(lake)
    except BrokenManifest as error:
        yield Problem(NOBODY, f"{folder.name}/manifest.json", str(error))
        return
    for segment in recent.harmed:
        yield Problem(NOBODY, f"{folder.name}/{segment.name}", f"was harmed: its {segment.rows} events are lost")
    for segment in recent.segments:
        if what := _fault((folder / segment.name).read_bytes, segment):
            yield Problem(NOBODY, f"{folder.name}/{segment.name}", what)
    named = recent.names().union(one.name for one in recent.harmed)
    for name in _unnamed(FolderStore(lake), there, {f"{folder.name}/{name}" for name in named}, now):
        yield Problem(NOBODY, name, _UNNAMED)


def _verify_tenant(lake: Path, store: Store, tenant: str, now: datetime | None) -> Iterator[Problem]:
    before = f"{tenant_folder(tenant)}/"
    there = list(store.listed(tenant_folder(tenant)))
    try:
        manifest = read_manifest(lake, tenant)
    except BrokenManifest as error:
        yield Problem(tenant, "manifest.json", str(error))
        return
    for file in manifest.files:
        if what := _fault(partial(store.read, before + file.name), file):
            yield Problem(tenant, file.name, what)
    named = {file_name(tenant, one) for one in manifest.files} | {file_name(tenant, one) for one in manifest.dropped}
    for name in _unnamed(store, there, named, now):
        yield Problem(tenant, name.removeprefix(before), _UNNAMED)


def _unnamed(store: Store, there: Sequence[Stored], named: Collection[str], now: datetime | None) -> list[str]:
    names = [
        one.name for one in there if one.name not in named and (now is None or now - one.written_at >= _NAMED_WITHIN)
    ]
    if not names:
        return []
    # What was dropped may have been deleted since we looked, and its name with it.
    still = {one.name for folder in {name.partition("/")[0] for name in names} for one in store.listed(folder)}
    return sorted(still.intersection(names))


def _fault(read: Callable[[], bytes], file: StoredFile | Segment) -> str:
    try:
        return fault_in(read(), file)
    except OSError as error:
        return f"cannot be read: {error.strerror or 'it is not there'}"
