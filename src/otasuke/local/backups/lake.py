"""The lake's part of a backup: the files that its manifests name. They never change, so one that is there is not copied again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from otasuke.lake.errors import LakeError
from otasuke.lake.manifest import read_manifests, tenants
from otasuke.lake.storage.binding import LOCAL, read_binding, write_binding
from otasuke.local.backups.contents import LAKE, SETTLED
from otasuke.local.backups.files import copy, link
from otasuke.local.backups.sums import SumsWriter, sha256_of

_MANIFEST = "manifest.json"
_FIELDS = ("segments", "files")
_RECENT = "recent"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Named:
    """A file that a manifest names; what the manifest says of its content, or None."""

    name: str
    size_bytes: int | None
    sha256: str | None


@dataclass(slots=True)
class LakeCopy:
    """What became of the lake.

    bytes      of all files, and `new_bytes` of those that were neither in the backup before nor on the same disk.
    store      the object store that has the files of tenants; "" where they are copied.
    problems   files that are missing or changed, in words.
    """

    files: int = 0
    bytes: int = 0
    new_files: int = 0
    new_bytes: int = 0
    store: str = ""
    problems: tuple[str, ...] = ()


def manifests(lake: Path) -> Iterator[Path]:
    """Every manifest of every tier, those of the tier that events leave before those of the one that they go to.

    So an event that moves meanwhile is found twice, never not at all; the lake knows a batch that it has.
    """
    tiers = sorted(_tiers(lake), key=lambda path: (path.name != _RECENT, path))
    for tier in tiers:
        for parent, folders, files in os.walk(tier):
            folders[:] = sorted(name for name in folders if not name.startswith("day="))
            if _MANIFEST in files:
                yield Path(parent, _MANIFEST)


def _tiers(lake: Path) -> list[Path]:
    """What the lake consists of here. Of one in an object store there may be copies, and what was moved away."""
    if (lake / LOCAL).exists():
        return [lake / _RECENT] if (lake / _RECENT).is_dir() else []
    return [path for path in lake.glob("*") if path.is_dir()]


def named_bytes(lake: Path) -> int:
    """How much the files are that the manifests name now."""
    return sum(one.size_bytes or 0 for path in manifests(lake) for one in _named(path))


def copy_lake(lake: Path, backup: Path, *, before: Path | None, sums: SumsWriter) -> LakeCopy:
    """Copy all manifests first, so that they are of about one moment, and then copy or link what they name.

    before  the backup before this one.
    Raises OSError.
    """
    done = LakeCopy()
    folders = [_Folder(lake, manifest.parent, backup, before, sums, done) for manifest in manifests(lake)]
    for folder in folders:
        folder.copy_manifest()
    if (lake / LOCAL).exists():
        _save_store(lake, backup, sums, done)
    for folder in folders:
        folder.copy()
    return done


def _save_store(lake: Path, backup: Path, sums: SumsWriter, done: LakeCopy) -> None:
    """Where the files of tenants are, and which they were: what somebody needs who puts their manifests back.

    A restored folder may read them. It is no owner: it may have been restored to see whether that works.
    """
    try:
        if (binding := read_binding(lake)) is None:
            return
        done.store = str(binding.place)
        write_binding(backup / LAKE, replace(binding, owner="", is_made=True))
        sums.add(f"{LAKE}/{LOCAL}", sha256_of(backup / LAKE / LOCAL))
        for _, seen in read_manifests(lake, tenants(lake)):
            _write(backup, f"{SETTLED}/{seen.name}", seen.content.data if seen.content else b"", sums)
    except LakeError as error:
        done.problems += (f"the manifests of tenants are not in the backup: {error}",)


def _write(backup: Path, name: str, data: bytes, sums: SumsWriter) -> None:
    target = backup / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.write_bytes(data)
    sums.add(name, sha256_of(target))


@dataclass(slots=True)
class _Folder:
    """The folder of one manifest on its way into the backup."""

    lake: Path
    folder: Path
    backup: Path
    before: Path | None
    sums: SumsWriter
    done: LakeCopy

    def copy_manifest(self) -> None:
        """Copy the manifest."""
        copy(self.folder / _MANIFEST, self._target(_MANIFEST))

    def copy(self) -> None:
        """Copy what the manifest names; by a newer one if files went meanwhile, because small ones were joined."""
        kept: dict[str, str] = {}
        for tries_left in reversed(range(_TRIES)):
            named = _named(self._target(_MANIFEST))
            missing = [one.name for one in named if one.name not in kept and not self._keep(one, kept)]
            if not missing or not tries_left:
                self._finish({one.name for one in named}, kept, missing)
                return
            self.copy_manifest()

    def _keep(self, one: _Named, kept: dict[str, str]) -> bool:
        source, target = self.folder / one.name, self._target(one.name)
        try:
            sha256 = self._link(one, target) or self._copy(one, source, target)
        except FileNotFoundError:
            return False
        kept[one.name] = sha256
        return True

    def _link(self, one: _Named, target: Path) -> str:
        """Link from the backup before, or from the lake if that is on the same file system; "" if neither can be."""
        for source in (self._before(one.name), self.folder / one.name):
            if source is not None and source.is_file() and _has_size(source, one) and link(source, target):
                return one.sha256 or sha256_of(target)
        return ""

    def _copy(self, one: _Named, source: Path, target: Path) -> str:
        sha256 = copy(source, target)
        self.done.new_files += 1
        self.done.new_bytes += target.stat().st_size
        if one.sha256 not in (None, sha256):
            self._note(f"{source} was changed after it was written; the backup holds it as it is now")
        return sha256

    def _finish(self, names: set[str], kept: dict[str, str], missing: list[str]) -> None:
        """Note what the manifest names. A file that it no longer names goes."""
        for name in kept.keys() - names:
            self._target(name).unlink()
        for name in missing:
            self._note(f"{self.folder / name} is missing: the lake's manifest names it")
        self.sums.add(self._name(_MANIFEST), sha256_of(self._target(_MANIFEST)))
        for name in sorted(kept.keys() & names):
            self.sums.add(self._name(name), kept[name])
            self.done.files += 1
            self.done.bytes += self._target(name).stat().st_size

    def _note(self, problem: str) -> None:
        self.done.problems += (problem,)

    def _name(self, name: str) -> str:
        return f"{LAKE}/{(self.folder / name).relative_to(self.lake).as_posix()}"

    def _target(self, name: str) -> Path:
        return self.backup / self._name(name)

    def _before(self, name: str) -> Path | None:
        return self.before / self._name(name) if self.before else None


def _has_size(path: Path, one: _Named) -> bool:
    return one.size_bytes is None or path.stat().st_size == one.size_bytes


def _named(manifest: Path) -> list[_Named]:
    """The files that a manifest names; none if it cannot be understood: verify tells of that."""
    try:
        content = json.loads(manifest.read_bytes())
        entries = [one for field in _FIELDS for one in content.get(field, ())]
        return [_Named(one["name"], one.get("size_bytes"), one.get("sha256")) for one in entries]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
