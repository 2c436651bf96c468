"""The data folder: held by one process at a time, and private to its user."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "otasuke.lock"
STATE = "state.json"
HALF_RESTORED = "restore.unfinished"
"""Lies in a folder while a backup is restored into it."""


class FolderInUse(RuntimeError):
    """Another process holds the data folder.

    pid  of the holder; None if it cannot be told.
    """

    def __init__(self, folder: Path, pid: int | None) -> None:
        super().__init__(f"{folder} is in use by {f'process {pid}' if pid else 'another process'}")
        self.folder = folder
        self.pid = pid


class HalfRestored(RuntimeError):
    """The data folder holds a part of a backup: its restore was cut short."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds what a restore left that was cut short")
        self.folder = folder


@contextmanager
def held(folder: Path, *, to_restore: bool = False) -> Iterator[None]:
    """Hold the folder, which is made if it is not there, until the context ends.

    Raises FolderInUse, OSError; HalfRestored unless it is held to restore a backup.
    """
    if not to_restore and (folder / HALF_RESTORED).exists():
        raise HalfRestored(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(folder, _holder(folder)) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def is_held(folder: Path) -> bool:
    """Whether a process holds the folder now."""
    try:
        lock = (folder / LOCK).open("r", encoding="ascii")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _holder(folder: Path) -> int | None:
    text = (folder / LOCK).read_text(encoding="ascii").strip()
    return int(text) if text.isdigit() else None


def secret(path: Path) -> str:
    """The secret kept in a file that only its owner reads; made by chance when it is asked for first."""
    if not path.exists():
        partial = path.with_name(f"{path.name}.partial")
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(32), encoding="ascii")
        partial.rename(path)
    return path.read_text(encoding="ascii")
