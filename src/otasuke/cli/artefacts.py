"""What is worth keeping between two calls: compiled code and prepared rules, in the user's cache folder.

The cache is a convenience. Whatever is missing, damaged, foreign or unwritable is made again, and never an error.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

_MAGIC = b"otasuke-kept-1\n"
_DIGEST_BYTES = 32
_MOST_KEPT = 12
"""Of each kind; the ones unused for longest go."""


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """OTASUKE_CACHE, else `otasuke` in the XDG cache folder, else in ~/.cache."""
    if named := environment.get("OTASUKE_CACHE"):
        return Path(named)
    base = environment.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative paths ignored.
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "otasuke"  # noqa: PTH117


class Artefacts:
    """A folder of named bytes. Several processes may use it at once; nobody ever reads half of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._has_complained = False

    def read(self, kind: str, key: str) -> bytes | None:
        """The bytes kept under a key, if they are there and whole."""
        path = self._path(kind, key)
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        data = kept[len(_MAGIC) + _DIGEST_BYTES :]
        if kept[: len(_MAGIC) + _DIGEST_BYTES] != _MAGIC + hashlib.sha256(data).digest():
            return None
        with suppress(OSError):
            os.utime(path)
        return data

    def write(self, kind: str, key: str, data: bytes) -> None:
        """Keep bytes under a key. If that cannot be, standard error says so once, and all goes on without."""
        path = self._path(kind, key)
        half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_to_disk(half, _MAGIC + hashlib.sha256(data).digest() + data)
            half.replace(path)
            self._drop_oldest(kind)
        except OSError as error:
            self._complain(error)
            with suppress(OSError):
                half.unlink()

    @contextmanager
    def alone(self, kind: str) -> Iterator[None]:
        """Let no other process do the same meanwhile: what one makes, the others then find. Without a folder all do."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.folder / f".{kind}.lock").open("a")
        except OSError:
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / f"{kind}-{key}"

    def _drop_oldest(self, kind: str) -> None:
        kept = sorted(self.folder.glob(f"{kind}-*"), key=_used_at, reverse=True)
        for path in kept[_MOST_KEPT:]:
            with suppress(OSError):
                path.unlink()

    def _complain(self, error: OSError) -> None:
        if not self._has_complained:
            self._has_complained = True
            reason = error.strerror or error
            print(
                f"otasuke: nothing can be kept in {self.folder} ({reason}); every start will take longer.\n"
                "OTASUKE_CACHE names another folder.",
                file=sys.stderr,
            )


def _write_to_disk(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _used_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
