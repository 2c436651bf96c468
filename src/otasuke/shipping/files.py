"""Log files that are open for reading."""

from __future__ import annotations

import gzip
import os
import zlib
from collections import OrderedDict
from io import FileIO
from pathlib import Path

from otasuke.shipping.places import Place

MOST_OPEN = 200
"""Files that are held open at once; the ones unused for longest are closed."""
HOLDS_OPEN = os.name == "posix"
"""Elsewhere a file that is open cannot be renamed, so that holding one open would stop its rotation."""
UNREADABLE = (OSError, EOFError, zlib.error)
"""What reading raises when a disk or a compressed file is broken, or the file is not ours to read."""

_GZIP = b"\x1f\x8b"
_COMPRESSED = (_GZIP, b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh", b"\x04\x22\x4d\x18", b"PK\x03\x04")


class LogFile:
    """A file that is read at offsets. Those of a gzip file are offsets in what it holds."""

    def __init__(self, path: str) -> None:
        self._raw = FileIO(path)
        self.is_compressed = self._raw.read(len(_GZIP)) == _GZIP
        self._raw.seek(0)
        self._file = gzip.GzipFile(fileobj=self._raw) if self.is_compressed else self._raw

    def read_at(self, offset: int, size: int) -> bytes:
        """At most so many bytes; fewer only at the end. Raises UNREADABLE."""
        self._file.seek(offset)
        data = self._file.read(size) or b""
        while 0 < len(data) < size and (more := self._file.read(size - len(data))):
            data += more
        return data

    def place(self, path: str) -> Place:
        """The file as it is now, wherever it is."""
        found = os.fstat(self._raw.fileno())
        return Place(path, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

    def close(self) -> None:
        """End reading."""
        self._file.close()
        self._raw.close()


class LogFiles:
    """Open files by a number of the caller's; so many at once at most."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self._most = most
        self._open: OrderedDict[int, LogFile] = OrderedDict()

    def held(self, number: int) -> LogFile | None:
        """The file that is open under a number."""
        if number in self._open:
            self._open.move_to_end(number)
        return self._open.get(number)

    def opened(self, number: int, path: str) -> LogFile:
        """The file under a number, opened if it is not. Raises UNREADABLE."""
        if (held := self.held(number)) is None:
            held = self._open[number] = LogFile(path)
            while len(self._open) > self._most:
                self.close(next(iter(self._open)))
        return held

    def close(self, number: int) -> None:
        """Close what is open under a number, if anything is."""
        if file := self._open.pop(number, None):
            file.close()

    def close_all(self) -> None:
        """Close all."""
        for number in list(self._open):
            self.close(number)


def is_compressed(path: str) -> bool:
    """Whether a file begins as compressed ones do. Raises OSError."""
    with Path(path).open("rb") as file:
        return file.read(max(map(len, _COMPRESSED))).startswith(_COMPRESSED)
