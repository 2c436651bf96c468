"""The manifest of a tenant: which files are its events. Changed under a lock, and swapped as a whole."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from otasuke.events.names import check_tenant
from otasuke.lake.errors import BrokenManifest, Overtaken

_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A Parquet file: complete on the disk before it is named here.

    name      below the tenant's folder, `day=2026-11-23/….parquet`; the day is that of its events, in UTC.
    earliest  and `latest` time of its events.
    batches   whose events it holds.
    """

    name: str
    rows: int
    size_bytes: int
    sha256: str
    earliest: datetime
    latest: datetime
    batches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that is no longer part of the lake, but may still be read by somebody who began before."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files of a tenant, in the order in which they were written."""

    files: tuple[StoredFile, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def batches(self) -> frozenset[str]:
        """Every batch that is in the lake."""
        return frozenset(batch for file in self.files for batch in file.batches)

    def with_files(self, files: Sequence[StoredFile]) -> Manifest:
        """The manifest with more files. Raises Overtaken if one of their batches is in the lake already."""
        twice = self.batches() & {batch for file in files for batch in file.batches}
        if twice:
            raise Overtaken(f"batch {min(twice)} is in the lake")
        return replace(self, files=(*self.files, *files))

    def with_swapped(self, old: Sequence[StoredFile], new: Sequence[StoredFile], at: datetime) -> Manifest:
        """The manifest with other files in the place of some. Raises Overtaken if one of those is no longer in it."""
        if not set(old) <= set(self.files):
            raise Overtaken("files were dropped meanwhile")
        kept = (file for file in self.files if file not in old)
        return Manifest((*kept, *new), (*self.dropped, *(Dropped(file.name, at) for file in old)))


def tenant_folder(lake: Path, tenant: str) -> Path:
    """Where a tenant's events are. Raises BadName."""
    return lake / f"tenant={check_tenant(tenant)}"


def tenants(lake: Path) -> list[str]:
    """Everybody who has a folder."""
    return sorted(path.name.removeprefix("tenant=") for path in lake.glob("tenant=*") if path.is_dir())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a tenant's folder; an empty one if there is none yet. Raises BrokenManifest."""
    path = folder / _NAME
    try:
        content = json.loads(path.read_bytes())
        return Manifest(
            tuple(_file(one) for one in content["files"]),
            tuple(Dropped(one["name"], datetime.fromisoformat(one["at"])) for one in content["dropped"]),
        )
    except FileNotFoundError:
        return Manifest()
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenManifest(path, f"is no manifest ({type(error).__name__}: {error})") from error


def change_manifest(folder: Path, change: Callable[[Manifest], Manifest]) -> Manifest:
    """Swap the manifest for a changed one. It is on the disk when this returns.

    Raises BrokenManifest, OSError, and what `change` raises; then it is as it was.
    """
    with _locked(folder):
        changed = change(read_manifest(folder))
        write_durably(folder / _NAME, json.dumps(asdict(changed), default=datetime.isoformat).encode())
    return changed


def write_durably(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there: after a crash there is the old one or the whole new one."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put on the disk which files a folder has."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _file(content: dict[str, Any]) -> StoredFile:
    moments = {name: datetime.fromisoformat(content[name]) for name in ("earliest", "latest")}
    return StoredFile(**(content | moments | {"batches": tuple(content["batches"])}))
