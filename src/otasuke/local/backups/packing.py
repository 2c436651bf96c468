"""A backup as one file: a plain tar of its folder, with the list of checksums at the end."""

from __future__ import annotations

import hashlib
import os
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from otasuke.local.backups.contents import NAME, Contents, contents_from
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.files import free_bytes, private
from otasuke.local.backups.sums import SUMS, Harm, is_name, read_sums

_READ_BYTES = 1 << 20
_HEADERS_BYTES = 4096
"""What a file takes in a tar beside its bytes, at most."""
_LARGEST_CONTENTS_BYTES = 64 << 20
_SAY_EVERY_S = 5.0
Say = Callable[[str], None]


class _Reading(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def pack(backup: Path, file: Path, *, say: Say) -> int:
    """Write a backup into one file, which is there when all of it is on the disk; its size. Raises BackupError, OSError."""
    names = [NAME, *sorted(_names(backup) - {NAME, SUMS}), SUMS]
    sizes = {name: (backup / name).stat().st_size for name in names}
    needed = sum(sizes.values()) + len(sizes) * _HEADERS_BYTES
    if (free := free_bytes(file.absolute().parent)) < needed:
        raise BackupError(
            f"there is not enough room at {file.parent}: {free >> 20:,} MiB are free, {needed >> 20:,} MiB are needed",
            to_do="Make room, or name a file on another disk.",
        )
    partial = file.with_name(f"{file.name}.unfinished")
    progress = _Progress(f"writing {file}", sum(sizes.values()), say)
    try:
        with open(partial, "wb", opener=private) as writing, tarfile.open(fileobj=writing, mode="w|") as tar:
            for name in names:
                with (backup / name).open("rb") as reading:
                    tar.addfile(_described(backup / name, name), progress.counted(reading))
        _keep(partial, file)
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def harms_in(file: Path, *, say: Say) -> Iterator[Harm]:
    """Read every byte of every file in it: those that are not as they were written."""
    try:
        listed, found = _sums(file, say)
    except BackupError as error:
        yield Harm("", str(error))
        return
    if not listed:
        yield Harm("", f"was cut short: there is no {SUMS} in it")
        return
    for name in sorted(listed.keys() - found.keys()):
        yield Harm(name, "is missing")
    for name, sha256 in found.items():
        if name not in listed:
            yield Harm(name, f"is not in {SUMS}: one of the two was changed")
        elif sha256 != listed[name]:
            yield Harm(name, "was changed after it was written: its checksum is another")


def _sums(file: Path, say: Say) -> tuple[dict[str, str], dict[str, str]]:
    """The checksums as they are listed, and as they are. Raises BackupError."""
    progress = _Progress(f"reading {file}", file.stat().st_size, say)
    listed: dict[str, str] = {}
    found: dict[str, str] = {}
    with _told(file):
        for name, reading in _files(file):
            if name == SUMS:
                listed = read_sums(reading.read().decode("utf-8", "surrogateescape").removesuffix("\n").split("\n"))
            else:
                found[name] = _sha256(progress.counted(reading))
    return listed, found


def contents_in(file: Path) -> Contents:
    """What the backup in it holds. Raises BackupError."""
    with _told(file):
        name, reading = next(_files(file), ("", None))
        if name == NAME and reading is not None:
            return contents_from(reading.read(_LARGEST_CONTENTS_BYTES), where=f"{NAME} in {file}")
    raise BackupError(f"{file} is no backup", to_do="Name a file that `otasuke backup --file` made.")


def unpack(file: Path, target: Path, *, say: Say) -> None:
    """Make the folder of it, which is not there yet, for nobody but its owner. Raises BackupError, OSError."""
    target.mkdir(mode=0o700)
    progress = _Progress(f"unpacking {file}", file.stat().st_size, say)
    with _told(file):
        for name, reading in _files(file):
            path, counted = target / name, progress.counted(reading)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(path, "xb", opener=private) as writing:
                while data := counted.read(_READ_BYTES):
                    writing.write(data)


def _names(backup: Path) -> set[str]:
    return {path.relative_to(backup).as_posix() for path in backup.rglob("*") if path.is_file()}


def _described(path: Path, name: str) -> tarfile.TarInfo:
    """Its name, size and time; whose it is and who may read it is no business of a backup."""
    stat = path.stat()
    described = tarfile.TarInfo(name)
    described.size, described.mtime, described.mode = stat.st_size, int(stat.st_mtime), 0o600
    return described


def _keep(partial: Path, file: Path) -> None:
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)
    folder = os.open(file.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _files(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files in it, in their order, each to be read before the next is asked for. To be used within `_told`."""
    with tarfile.open(file, "r|") as tar:
        for member in tar:
            reading = tar.extractfile(member) if member.isreg() else None
            if reading is None or not is_name(member.name):
                raise BackupError(f"{file} holds {member.name!r}, which no backup does")
            yield member.name, reading


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BackupError(f"{file} is no whole backup: it was cut short or changed ({error})") from error


def _sha256(reading: _Reading) -> str:
    digest = hashlib.sha256()
    while data := reading.read(_READ_BYTES):
        digest.update(data)
    return digest.hexdigest()


class _Progress:
    """Says now and then how far it is."""

    def __init__(self, what: str, total_bytes: int, say: Say) -> None:
        self._what = what
        self._total_bytes = total_bytes
        self._say = say
        self._done_bytes = 0
        self._said_at = time.monotonic()

    def counted(self, reading: IO[bytes]) -> _Counted:
        """The same bytes; they count as they are read."""
        return _Counted(reading, self)

    def add(self, size_bytes: int) -> None:
        """So much more is done."""
        self._done_bytes += size_bytes
        if time.monotonic() - self._said_at > _SAY_EVERY_S:
            self._said_at = time.monotonic()
            share = self._done_bytes / max(1, self._total_bytes)
            self._say(f"{self._what}: {self._done_bytes >> 20:,} of {self._total_bytes >> 20:,} MiB ({share:.0%})")


class _Counted:
    def __init__(self, reading: IO[bytes], progress: _Progress) -> None:
        self._reading = reading
        self._progress = progress

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        data = self._reading.read(size)
        self._progress.add(len(data))
        return data
