"""Files that are kept as they are: copied with their checksum, or linked where they never change."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from otasuke.local.folder import HALF_RESTORED, LOCK, STATE

_COPY_BYTES = 1 << 20
_OWNER_ONLY = 0o700
_NOT_KEPT = frozenset(
    {LOCK, STATE, HALF_RESTORED, "log", "sockets", "postgresql", "nats", "nats.conf", "nats.port", "lake"}
)
"""What is made anew, and what has a way of its own into the backup."""
_NOT_KEPT_ENDINGS = (".partial", ".new", ".ports", ".lock", ".ready", ".tmp")


def kept_files(folder: Path) -> Iterator[str]:
    """The names of the files of a data folder that are copied as they are: secrets, settings, spools, state of workers."""
    for parent, folders, files in os.walk(folder):
        if Path(parent) == folder:
            folders[:] = [name for name in folders if name not in _NOT_KEPT]
        folders[:] = sorted(name for name in folders if not name.endswith(_NOT_KEPT_ENDINGS))
        for name in sorted(files):
            path = Path(parent, name)
            is_kept = not name.endswith(_NOT_KEPT_ENDINGS) and not (Path(parent) == folder and name in _NOT_KEPT)
            if is_kept and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def copy(source: Path, target: Path) -> str:
    """Copy a file with its time, for nobody but its owner; the checksum of what was copied, in hex. Raises OSError."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as reading, open(target, "wb", opener=private) as writing:  # needs the opener
        while data := reading.read(_COPY_BYTES):
            digest.update(data)
            writing.write(data)
    shutil.copystat(source, target)
    target.chmod(target.stat().st_mode & _OWNER_ONLY)
    return digest.hexdigest()


def move(source: Path, target: Path) -> None:
    """Move a file within its file system. Raises OSError."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.replace(target)


def link(source: Path, target: Path) -> bool:
    """Give a file that never changes a second name; False where the file systems or their rules do not allow it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


def free_bytes(folder: Path) -> int:
    """How much room there is where the folder is, or will be."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free


def private(path: str, flags: int) -> int:
    """Opens files that only their owner may read."""
    return os.open(path, flags, 0o600)
