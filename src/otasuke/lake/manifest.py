"""The manifest of a tenant: which files are its events. Changed under a lock, and swapped as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson

from otasuke.events.names import check_tenant
from otasuke.lake.durable import locked, write_durably
from otasuke.lake.errors import BrokenManifest, Overtaken

T = TypeVar("T")
NAME = "manifest.json"
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


def tenant_folder(lake: Path, tenant: str) -> Path:
    """Where a tenant's events are. Raises BadName."""
    return lake / f"tenant={check_tenant(tenant)}"


def tenants(lake: Path) -> list[str]:
    """Everybody who has a folder."""
    return sorted(path.name.removeprefix("tenant=") for path in lake.glob("tenant=*") if path.is_dir())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a tenant's folder; an empty one if there is none yet. Raises BrokenManifest, OSError."""
    content = read_json(folder / NAME, _manifest)
    return Manifest() if content is None else content


def change_manifest(folder: Path, change: Callable[[Manifest], Manifest]) -> Manifest:
    """Swap the manifest for a changed one. It is on the disk when this returns.

    Raises BrokenManifest, OSError, and what `change` raises; then it is as it was.
    """
    with locked(folder):
        changed = change(read_manifest(folder))
        write_durably(folder / NAME, orjson.dumps(changed))
    return changed


def read_json(path: Path, parse: Callable[[dict[str, Any]], T]) -> T | None:
    """What a manifest says; None if there is none. Raises BrokenManifest, OSError."""
    try:
        return parse(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenManifest(path, f"is no manifest ({type(error).__name__}: {error})") from error


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
