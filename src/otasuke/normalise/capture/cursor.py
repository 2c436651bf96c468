"""Reading binary messages without running past their end."""

from __future__ import annotations

import struct


class Malformed(ValueError):
    """A message is shorter than it says, or says what cannot be."""


class Cursor:
    """A place in a message that moves on as things are read. Every read beyond the end is Malformed."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data = data
        self.at = at
        self.end = len(data) if end is None else min(end, len(data))

    @property
    def left(self) -> int:
        """How many bytes there still are."""
        return self.end - self.at

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count < 0 or count > self.left:
            raise Malformed(f"{count} bytes are said to follow, {self.left} do")
        self.at += count
        return self.data[self.at - count : self.at]

    def skip(self, count: int) -> None:
        """Leave the next bytes out."""
        if count < 0 or count > self.left:
            raise Malformed(f"{count} bytes are said to follow, {self.left} do")
        self.at += count

    def number(self, count: int) -> int:
        """An unsigned number of so many bytes in network order."""
        return int.from_bytes(self.take(count), "big")

    def little(self, count: int) -> int:
        """An unsigned number of so many bytes, the lowest first."""
        return int.from_bytes(self.take(count), "little")

    def within(self, count: int) -> Cursor:
        """A cursor over the next bytes alone; this one goes on behind them."""
        self.skip(count)
        return Cursor(self.data, self.at - count, self.at)


def unpack(form: struct.Struct, data: bytes, at: int) -> tuple[int, ...]:
    """What a struct finds there, or Malformed."""
    if at < 0 or at + form.size > len(data):
        raise Malformed(f"{form.size} bytes are wanted at {at} of {len(data)}")
    return form.unpack_from(data, at)
