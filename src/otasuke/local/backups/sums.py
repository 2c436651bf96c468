"""SHA256SUMS: every file of a backup with its checksum, as `sha256sum --check` reads it too. Written last."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from otasuke.local.backups.errors import BackupError

SUMS = "SHA256SUMS"
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Harm:
    """A file of a backup that is not as it was written: its name below the backup, and in words what is wrong."""

    name: str
    what: str


class SumsWriter:
    """Gathers the checksums of a backup that is being made."""

    def __init__(self, backup: Path) -> None:
        self._path = backup / SUMS
        self._partial = backup / f".{SUMS}.partial"
        self._file = self._partial.open("w", encoding="utf-8")

    def add(self, name: str, sha256: str) -> None:
        """Note a file that is complete. Raises BackupError for a name that cannot stand in a line."""
        if "\n" in name or "\\" in name or "\r" in name:
            raise BackupError(f"{name!r} cannot be backed up: its name holds a line break or a backslash")
        self._file.write(f"{sha256}  {name}\n")

    def close(self) -> None:
        """Let go; the backup is not complete."""
        self._file.close()

    def complete(self) -> None:
        """Put everything on the disk, and then the list: from now on the backup is a whole one."""
        self._file.close()
        os.sync()
        self._partial.replace(self._path)
        os.sync()


def is_complete(backup: Path) -> bool:
    """Whether the backup was made to its end."""
    return (backup / SUMS).is_file()


def harms(backup: Path) -> Iterator[Harm | None]:
    """Read every byte: for each file None, or what is wrong with it."""
    with (backup / SUMS).open(encoding="utf-8", errors="surrogateescape") as file:
        listed = read_sums(file)
    for name, sha256 in listed.items():
        what = _fault(backup, name, sha256)
        yield Harm(name, what) if what else None
    for name in sorted(_names(backup) - listed.keys()):
        yield Harm(name, f"is not in {SUMS}: one of the two was changed")


def sha256_of(path: Path) -> str:
    """The checksum of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def read_sums(lines: Iterable[str]) -> dict[str, str]:
    """The checksums of a list, by the names of the files, in their order."""
    found = {}
    for line in lines:
        sha256, _, name = line.rstrip("\n").partition("  ")
        found[name] = sha256
    return found


def is_name(name: str) -> bool:
    """Whether it can be the name of a file of a backup: one below it."""
    return bool(name) and not name.startswith("/") and ".." not in Path(name).parts


def _fault(backup: Path, name: str, sha256: str) -> str:
    if not is_name(name):
        return f"is no name of a file of a backup: {SUMS} was changed"
    try:
        found = sha256_of(backup / name)
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return "" if found == sha256 else "was changed after it was written: its checksum is another"


def _names(backup: Path) -> set[str]:
    return {
        path.relative_to(backup).as_posix()
        for path in backup.rglob("*")
        if not path.is_dir() and path.relative_to(backup).as_posix() != SUMS
    }
