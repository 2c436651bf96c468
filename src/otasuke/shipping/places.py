"""Where logs are: what patterns match now, and what a log may have been renamed to."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_MAGIC = re.compile(r"[*?[]")
_WHEN = r"[-._]?\d[-._:T\dZ]*"
_PACKED = r"(?:\.(?:gz|zst|xz|bz2|lz4|zip|Z))?"


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
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Place(str(path), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def matching(patterns: Sequence[str]) -> list[Place]:
    """The regular files that the patterns name: files, folders (all that is directly in them) and globs. Each once."""
    return _once(place for pattern in patterns for path in _paths(pattern) if (place := place_at(path)))


def names_one_file(pattern: str) -> bool:
    """Whether a pattern stands for a single file, which may not be there yet."""
    return not _MAGIC.search(pattern) and not Path(pattern).is_dir()


def neighbours(home: str) -> list[Place]:
    """The files beside a log that may hold what was once in it, itself included."""
    path = Path(home)
    try:
        names = [one for one in path.parent.iterdir() if one.name == path.name or is_rotation(one.name, path.name)]
    except OSError:
        return []
    return _once(place for name in sorted(names) if (place := place_at(name)))


def is_rotation(name: str, home: str) -> bool:
    """Whether a log called `home` may be called `name` after a rotation: eve.json.1, eve-20260401.json.gz …"""
    stem, dot, extension = home.rpartition(".")
    forms = [re.escape(home) + _WHEN]
    if stem:
        forms.append(re.escape(stem) + _WHEN + re.escape(dot + extension))
    return re.fullmatch(f"(?:{'|'.join(forms)}|{re.escape(home)}\\.(?:old|bak|prev)){_PACKED}", name) is not None


def _once(places: Iterable[Place]) -> list[Place]:
    by_key: dict[tuple[int, int], Place] = {}
    for place in places:
        by_key.setdefault(place.key, place)
    return list(by_key.values())


def _paths(pattern: str) -> Iterator[Path]:
    path = Path(pattern)
    if not _MAGIC.search(pattern) or place_at(path):  # a name may hold what looks like a pattern
        yield from _in_folder(path)
        return
    fixed = next(number for number, part in enumerate(path.parts) if _MAGIC.search(part))
    yield from sorted(Path(*path.parts[:fixed]).glob("/".join(path.parts[fixed:])))


def _in_folder(path: Path) -> Iterator[Path]:
    """A file itself; of a folder what is directly in it and not hidden."""
    if not path.is_dir():
        yield path
        return
    try:
        yield from sorted(one for one in path.iterdir() if not one.name.startswith("."))
    except OSError:
        return
