"""The manifest of a tenant: which files are its events. Swapped as a whole, by who has seen the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson

from otasuke.events.names import check_tenant
from otasuke.lake.errors import BrokenManifest, Overtaken
from otasuke.lake.storage.binding import store_of
from otasuke.lake.storage.port import Content, Swap

T = TypeVar("T")
NAME = "manifest.json"
_TENANT = "tenant="
_TRIES = 200
BATCH_KNOWN_FOR = timedelta(days=1)
"""How long the lake knows a batch that came through a LakeWriter."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A Parquet file: complete on the disk before it is named here.

    name         below the tenant's folder, `day=2026-11-23/….parquet`.
    earliest     and `latest` time of its events.
    received_at  when the newest of them came.
    batches      whose events a LakeWriter put in it, until they are forgotten.
    """

    name: str
    rows: int
    size_bytes: int
    sha256: str
    earliest: datetime
    latest: datetime
    received_at: datetime
    batches: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day (UTC) on which its events happened, or came if they tell no day that could be."""
        return date.fromisoformat(self.name.removeprefix("day=").partition("/")[0])


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that is no longer part of the lake, but may still be read by somebody who began before."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files of a tenant, in the order in which they were written.

    settled_through  the number of the newest recent segment whose events of this tenant are in the files.
    """

    files: tuple[StoredFile, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    settled_through: int = 0

    def batches(self) -> frozenset[str]:
        """Every batch that is known to be in the lake."""
        return frozenset(batch for file in self.files for batch in file.batches)

    def with_files(self, files: Sequence[StoredFile]) -> Manifest:
        """The manifest with more files. Raises Overtaken if one of their batches is in the lake already."""
        twice = self.batches() & {batch for file in files for batch in file.batches}
        if twice:
            raise Overtaken(f"batch {min(twice)} is in the lake")
        return replace(self, files=(*self.files, *files))

    def with_settled(self, files: Sequence[StoredFile], *, after: int, through: int) -> Manifest:
        """The manifest with the events of the segments behind `after` up to `through`. Raises Overtaken if they came already."""
        if self.settled_through != after:
            raise Overtaken(f"segments up to {self.settled_through} are settled")
        return replace(self, files=(*self.files, *files), settled_through=through)

    def with_swapped(self, old: Sequence[StoredFile], new: Sequence[StoredFile], at: datetime) -> Manifest:
        """The manifest with other files in the place of some. Raises Overtaken if one of those is no longer in it."""
        if not set(old) <= set(self.files):
            raise Overtaken("files were dropped meanwhile")
        kept = (file for file in self.files if file not in old)
        dropped = (*self.dropped, *(Dropped(file.name, at) for file in old))
        return replace(self, files=(*kept, *new), dropped=dropped)

    def without_old_batches(self, now: datetime) -> Manifest:
        """The manifest without the names of batches that came so long ago that nobody sends them again."""
        return replace(
            self,
            files=tuple(
                replace(file, batches=()) if file.batches and now - file.received_at > BATCH_KNOWN_FOR else file
                for file in self.files
            ),
        )


def tenant_folder(tenant: str) -> str:
    """What the names of a tenant's files begin with. Raises BadName."""
    return f"{_TENANT}{check_tenant(tenant)}"


def file_name(tenant: str, file: StoredFile | Dropped) -> str:
    """The name of a tenant's file in the store."""
    return f"{tenant_folder(tenant)}/{file.name}"


def tenants(lake: Path) -> list[str]:
    """Everybody who has a folder. Raises LakeError."""
    folders = store_of(lake).folders()
    return [name.removeprefix(_TENANT) for name in folders if name.startswith(_TENANT)]


def read_manifest(lake: Path, tenant: str) -> Manifest:
    """The manifest of a tenant; an empty one if there is none yet. Raises LakeError, OSError."""
    ((_, seen),) = read_manifests(lake, [tenant])
    return seen.manifest()


def read_manifests(lake: Path, those: Sequence[str]) -> Iterator[tuple[str, Seen]]:
    """What there is of the manifests of several tenants. Raises BadName, LakeError, OSError."""
    store = store_of(lake)
    names = [_manifest_name(tenant) for tenant in those]
    for tenant, name, content in zip(those, names, store.read_many(names), strict=True):
        yield tenant, Seen(name, store.shown(name), content)


def change_manifest(lake: Path, tenant: str, change: Callable[[Manifest], Manifest]) -> Manifest:
    """Swap the manifest for a changed one, which is safe when this returns. `change` may be asked several times.

    Raises LakeError, OSError, and what `change` raises; then it is as it was, but for StoreUnreachable, where it may be either.
    """
    return change_manifests(lake, [tenant], lambda _, manifest: change(manifest))[tenant]


def change_manifests(
    lake: Path, those: Sequence[str], change: Callable[[str, Manifest], Manifest]
) -> dict[str, Manifest]:
    """The same for several tenants, each by itself. Raises Overtaken where somebody else is faster again and again."""
    changed: dict[str, Manifest] = {}
    left = list(those)
    for _ in range(_TRIES):
        seen = dict(read_manifests(lake, left))
        after = {tenant: change(tenant, one.manifest()) for tenant, one in seen.items()}
        overtaken = store_of(lake).swap([seen[tenant].swap(after[tenant]) for tenant in left])
        changed |= {tenant: after[tenant] for tenant in left if seen[tenant].name not in overtaken}
        if not (left := [tenant for tenant in left if tenant not in changed]):
            return changed
    raise Overtaken(f"the manifest of {left[0]} was changed {_TRIES} times before we could change it")


@dataclass(frozen=True, slots=True)
class Seen:
    """A manifest as it was found; None: there was none. shown: where, for people."""

    name: str
    shown: str
    content: Content | None

    def manifest(self) -> Manifest:
        """What it says. Raises BrokenManifest."""
        return Manifest() if self.content is None else parse_json(self.shown, self.content.data, _manifest)

    def swap(self, changed: Manifest) -> Swap:
        """The change from what was found."""
        return Swap(self.name, orjson.dumps(changed), None if self.content is None else self.content.mark)


def _manifest_name(tenant: str) -> str:
    return f"{tenant_folder(tenant)}/{NAME}"


def parse_json(shown: object, data: bytes, parse: Callable[[dict[str, Any]], T]) -> T:
    """What the bytes of a manifest say. Raises BrokenManifest."""
    try:
        return parse(orjson.loads(data))
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenManifest(shown, f"is no manifest ({type(error).__name__}: {error})") from error


def parse_dropped(content: dict[str, str]) -> Dropped:
    """A dropped file as a manifest writes it."""
    return Dropped(content["name"], datetime.fromisoformat(content["at"]))


def _manifest(content: dict[str, Any]) -> Manifest:
    return Manifest(
        tuple(_file(one) for one in content["files"]),
        tuple(parse_dropped(one) for one in content["dropped"]),
        content["settled_through"],
    )


def _file(content: dict[str, Any]) -> StoredFile:
    moments = {name: datetime.fromisoformat(content[name]) for name in ("earliest", "latest", "received_at")}
    return StoredFile(**(content | moments | {"batches": tuple(content["batches"])}))
