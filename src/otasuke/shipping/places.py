"""Where logs are: what patterns match now, and what a log may have been renamed to."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

_MAGIC = re.compile(r"[*?[]")
_PACKED = re.compile(r"\.(?:gz|zst|xz|bz2|lz4|zip|Z)$")
_OLD = re.compile(r"(.+)\.(?:old|bak|prev)")
_BEHIND = re.compile(r"[-._]\d[-._:T\dZ]*")
_WITHIN = re.compile(r"\.\d{1,3}|[-._](?:19|20)\d\d[-._]?\d\d[-._]?\d\d[-._:T\dZ]*")


@dataclass(frozen=True, slots=True)
class Place:
    """A regular file as it is now.

    changed_ns  when it was last written to, since 1970.
    """

    path: str
    device: int
    inode: int
    size: int
    changed_ns: int

    @property
    def key(self) -> tuple[int, int]:
        """What stays when it is renamed."""
        return self.device, self.inode


def place_at(path: Path | str) -> Place | None:
    """The regular file at a path, if there is one that we may look at. Symbolic links are followed."""
    try:
        found = os.stat(path)  # noqa: PTH116  of thousands of files at every look; a Path would cost ten times as much
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Place(str(path), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def matching(patterns: Sequence[str]) -> list[Place]:
    """The regular files that the patterns name: files, folders (all that is directly in them) and globs. Each once."""
    return _once(place for pattern in patterns for path in _paths(pattern) if (place := place_at(path)))


def names(patterns: Sequence[str], path: str) -> bool:
    """Whether one of the patterns would name a file of this path, if there were one."""
    return any(path == one or fnmatchcase(path, one) or str(Path(path).parent) == one for one in patterns)


def names_one_file(pattern: str) -> bool:
    """Whether a pattern stands for a single file, which may not be there yet."""
    return not _MAGIC.search(pattern) and not Path(pattern).is_dir()


@lru_cache(maxsize=10_000)
def homes_of(name: str) -> frozenset[str]:
    """What a log may have been called before a rotation gave it this name: eve.json.1, eve-20260401.json.gz …"""
    whole, name = name, _PACKED.sub("", name)
    stem, dot, extension = name.rpartition(".")
    homes = {name[:at] for at in _marks(name) if _BEHIND.fullmatch(name, at)}
    homes |= {stem[:at] + dot + extension for at in _marks(stem) if _WITHIN.fullmatch(stem, at)}
    if found := _OLD.fullmatch(name):
        homes.add(found[1])
    if name and name != whole:
        homes.add(name)
    return frozenset(homes)


class Surroundings:
    """The files beside logs, as they are when a folder is first asked for."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[str, list[str]]] = {}

    def beside(self, home: str) -> list[Place]:
        """The files that may hold what was once in a log, the log's own included; the oldest first."""
        path = Path(home)
        names = [path.name, *self._rotations(path.parent).get(path.name, ())]
        places = _once(place for name in names if (place := place_at(path.parent / name)))
        return sorted(places, key=lambda place: place.changed_ns)

    def _rotations(self, folder: Path) -> dict[str, list[str]]:
        if folder not in self._folders:
            self._folders[folder] = _rotations_in(folder)
        return self._folders[folder]


def _rotations_in(folder: Path) -> dict[str, list[str]]:
    by_home: dict[str, list[str]] = {}
    for name in sorted(one.name for one in _in_folder(folder)):
        for home in homes_of(name):
            by_home.setdefault(home, []).append(name)
    return by_home


def _marks(name: str) -> list[int]:
    return [at for at, sign in enumerate(name) if at and sign in "-._"]


def _once(places: Iterable[Place]) -> list[Place]:
    by_key: dict[tuple[int, int], Place] = {}
    for place in places:
        by_key.setdefault(place.key, place)
    return list(by_key.values())


def _paths(pattern: str) -> list[str]:
    path = Path(pattern)
    if path.is_dir():
        return sorted(str(one) for one in _in_folder(path) if not one.name.startswith("."))
    if not _MAGIC.search(pattern) or place_at(path):  # a name may hold what looks like a pattern
        return [pattern]
    fixed = next(number for number, part in enumerate(path.parts) if _MAGIC.search(part))
    return sorted(map(str, Path(*path.parts[:fixed]).glob("/".join(path.parts[fixed:]))))


def _in_folder(path: Path) -> list[Path]:
    try:
        return list(path.iterdir())
    except OSError:
        return []
