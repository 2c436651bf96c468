"""The spool: messages that the broker could not take yet, kept on our own disk until it can."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from otasuke.lake.durable import write_durably

LARGEST_BYTES = 1 << 30
_SUFFIX = ".message"


class SpoolFull(Exception):
    """There is no room for another message."""


def is_empty(folder: Path) -> bool:
    """Whether no message waits in the spool of this folder; also where there is none."""
    return not any(folder.glob(f"*{_SUFFIX}"))


@dataclass(frozen=True, slots=True)
class Spooled:
    """A message in the spool."""

    path: Path
    partition: int
    name: str

    def data(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()


class Spool:
    """Keeps messages as files of a folder, one process at a time."""

    def __init__(self, folder: Path, *, largest_bytes: int = LARGEST_BYTES) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._largest_bytes = largest_bytes
        self.size_bytes = sum(path.stat().st_size for path in folder.glob(f"*{_SUFFIX}"))

    def keep(self, partition: int, name: str, data: bytes) -> None:
        """Keep a message; when this returns it survives a power cut. Raises SpoolFull, OSError."""
        if self.size_bytes + len(data) > self._largest_bytes:
            raise SpoolFull(f"{self._folder} holds {self.size_bytes} bytes, as many as it may")
        write_durably(self._folder / f"{partition}-{name}{_SUFFIX}", data)
        self.size_bytes += len(data)

    def oldest(self, most: int) -> list[Spooled]:
        """Messages that were kept, the oldest first."""
        paths = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime_ns)
        return [_spooled(path) for path in paths[:most]]

    def remove(self, message: Spooled) -> None:
        """Forget a message."""
        self.size_bytes -= message.path.stat().st_size
        message.path.unlink()


def _spooled(path: Path) -> Spooled:
    partition, _, name = path.name.removesuffix(_SUFFIX).partition("-")
    return Spooled(path, int(partition), name)
