"""What cannot be sent, kept for a person to look at."""

from __future__ import annotations

from pathlib import Path

from otasuke.shipping.disk import write_durably

LIMIT_BYTES = 64 << 20


class Aside:
    """A folder with the data, as zstd, and beside each why it is there."""

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def keep(self, name: str, packed: bytes, *, why: str) -> str:
        """Keep the data; where it is kept, or that it is not, in words. The same name replaces what was there."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if self._size_bytes() + len(packed) > self._limit_bytes:
                return f"not kept: {self._folder} is full"
            path = self._folder / f"{name}.zst"
            write_durably(path, packed)
            write_durably(self._folder / f"{name}.why", f"{why}\n".encode("utf-8", "backslashreplace"))
        except OSError as error:
            return f"not kept: {error.strerror}"
        return f"kept in {path}"

    def _size_bytes(self) -> int:
        return sum(path.stat().st_size for path in self._folder.iterdir())
