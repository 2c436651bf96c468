"""Files that survive a power cut, and the lock under which a folder is changed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_LOCK = ".lock"
PARTIAL = ".partial"


def write_durably(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there: after a crash there is the old one or the whole new one."""
    write_all_durably([(path, data)])


def write_all_durably(files: Sequence[tuple[Path, bytes]]) -> None:
    """The same for many files, each by itself, with the waiting for the disk at the end. Their folders are there.

    Raises OSError; then some may be in their place, and none is there by half.
    """
    partials = [(path.with_name(f".{path.name}{PARTIAL}"), path) for path, _ in files]
    try:
        for (partial, _), (_, data) in zip(partials, files, strict=True):
            partial.write_bytes(data)
        # The first wait writes most of what the others would wait for.
        for partial, _ in partials:
            _sync(partial)
        for partial, path in partials:
            partial.replace(path)
    except OSError:
        for partial, _ in partials:
            partial.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path, _ in files}:
        _sync(folder)


def write_new_durably(files: Sequence[tuple[Path, bytes]]) -> None:
    """The same for files that nobody names yet. Raises OSError; then none of them is there."""
    try:
        write_all_durably(files)
    except OSError:
        for path, _ in files:
            path.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder, and what it stands in, so that it is still there after a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


@contextmanager
def locked(folder: Path, name: str = _LOCK) -> Iterator[None]:
    """Nobody else changes what is in the folder. Waits for its turn."""
    make_folder(folder)
    with (folder / name).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
