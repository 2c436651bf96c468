"""Marks: how a file is known again, whatever its name or its inode has become."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

HEAD_BYTES = 1024
ANCHOR_BYTES = 256

ReadAt: TypeAlias = Callable[[int, int], bytes]
"""Bytes of a file from an offset on, at most so many; fewer only at its end."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a file held when it had been read up to the last anchor's offset.

    head_size  of the first bytes, 1024 or as many as had been read; if none had, as many as were there.
    head       their digest.
    anchors    offsets, and the digest of the bytes just before each; ascending. The further back, the fewer there are.
    """

    head_size: int = 0
    head: str = ""
    anchors: tuple[tuple[int, str], ...] = ()

    @property
    def offset(self) -> int:
        """How far the file had been read."""
        return self.anchors[-1][0] if self.anchors else 0

    def moved_to(self, offset: int, read_at: ReadAt) -> Marks:
        """The marks after reading on to an offset, which is not before the present one."""
        begun = self if self.offset >= HEAD_BYTES else _begun(min(offset, HEAD_BYTES), read_at)
        older = tuple(anchor for anchor in self.anchors if anchor[0] < offset)
        return Marks(begun.head_size, begun.head, _thinned((*older, (offset, _anchor(offset, read_at)))))

    def cut_back_to(self, offset: int, read_at: ReadAt) -> Marks:
        """The marks without what lies behind an offset."""
        begun = _begun(min(offset, HEAD_BYTES), read_at)
        return Marks(begun.head_size, begun.head, tuple(anchor for anchor in self.anchors if anchor[0] <= offset))

    def newest_only(self) -> Marks:
        """The marks of a file that will not be written to again."""
        return Marks(self.head_size, self.head, self.anchors[-1:])

    def begin(self, read_at: ReadAt) -> bool:
        """Whether a file begins as this one did."""
        return not self.head_size or _digest(read_at(0, self.head_size)) == self.head

    def furthest(self, read_at: ReadAt) -> int | None:
        """The last offset up to which a file is what it was; None if it is another file.

        After a power cut a file may have lost its end, and been written on from there.
        """
        if not self.begin(read_at):
            return None
        return next((offset for offset, digest in reversed(self.anchors) if _anchor(offset, read_at) == digest), 0)


def begun(read_at: ReadAt) -> Marks:
    """The marks of a file of which nothing was read, though it may hold something."""
    return _begun(len(read_at(0, HEAD_BYTES)), read_at)


def _begun(size: int, read_at: ReadAt) -> Marks:
    return Marks(size, _digest(read_at(0, size)))


def _anchor(offset: int, read_at: ReadAt) -> str:
    size = min(offset, ANCHOR_BYTES)
    return _digest(read_at(offset - size, size))


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=8).hexdigest()


def _thinned(anchors: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    """Without those anchors whose neighbours are near enough to each other, seen from the newest: within a factor of 2."""
    newest = anchors[-1][0]
    kept = [anchors[-1]]
    for position in range(len(anchors) - 2, -1, -1):
        older = anchors[max(0, position - 1)][0]
        if position == 0 or newest - older > 2 * (newest - kept[-1][0]):
            kept.append(anchors[position])
    return tuple(reversed(kept))
