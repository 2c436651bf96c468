"""Copies of files that are kept elsewhere, in a local folder that does not grow beyond a limit."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import BinaryIO
from uuid import uuid4

from otasuke.lake.durable import PARTIAL
from otasuke.lake.errors import BrokenFile, CacheFull
from otasuke.lake.storage.port import Wanted

_LOOK_AGAIN_S = 60.0
"""So long what other processes brought in may be overlooked."""


class Cache:
    """A file is here from when somebody needs it until room is needed for others; those that were not used for longest go first.

    Who uses one holds a lock on it, which ends with his process; one that is locked does not go.
    """

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._room = Lock()
        self._used_bytes = 0
        self._looked_at = -_LOOK_AGAIN_S

    @contextmanager
    def keep(self, file: Wanted, fetch: Callable[[], bytes], *, shown: str) -> Iterator[Path]:
        """The file is here, as long as somebody is within. What was fetched is compared with its checksum.

        Raises BrokenFile, CacheFull, OSError, and what `fetch` raises.
        """
        path = self.folder / file.name
        while (held := _held(path, file.size_bytes)) is None:
            self._put(path, _checked(fetch(), file, shown))
        with held:
            os.utime(held.fileno())
            yield path

    def _put(self, path: Path, data: bytes) -> None:
        self._make_room(len(data))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f".{uuid4().hex}{PARTIAL}")  # two may fetch the same file
        try:
            with partial.open("wb") as writing:
                fcntl.flock(writing, fcntl.LOCK_SH)
                writing.write(data)
                writing.flush()
                os.fsync(writing)  # or after a power cut there is a file of the right size and other bytes
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def _make_room(self, size_bytes: int) -> None:
        with self._room:
            if self._used_bytes + size_bytes > self._most_bytes or monotonic() - self._looked_at > _LOOK_AGAIN_S:
                self._used_bytes = _shrunk(self.folder, self._most_bytes - size_bytes)
                self._looked_at = monotonic()
            if self._used_bytes + size_bytes > self._most_bytes:
                raise CacheFull(self.folder, self._most_bytes)
            self._used_bytes += size_bytes


def _checked(data: bytes, file: Wanted, shown: str) -> bytes:
    if len(data) != file.size_bytes:
        raise BrokenFile(shown, f"has {len(data)} bytes, should have {file.size_bytes}")
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise BrokenFile(shown, "was changed after it was written: its checksum is another")
    return data


def _held(path: Path, size_bytes: int) -> BinaryIO | None:
    """The file, open and locked against deletion; None if it is not there as a whole."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    fcntl.flock(file, fcntl.LOCK_SH)
    state = os.fstat(file.fileno())
    if state.st_nlink and state.st_size == size_bytes:
        return file
    file.close()
    return None


def _shrunk(folder: Path, most_bytes: int) -> int:
    """Delete what was not used for longest, until no more is there than that; how much is."""
    files = sorted(_files(folder))
    used_bytes = sum(size for _, size, _ in files)
    for _, size, path in files:
        if used_bytes <= most_bytes:
            break
        if _deleted(path):
            used_bytes -= size
    return used_bytes


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            with suppress(FileNotFoundError):
                state = path.stat()
                yield state.st_mtime, state.st_size, path


def _deleted(path: Path) -> bool:
    """Whether it is gone; nobody who uses it is disturbed."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink(missing_ok=True)
    return True
