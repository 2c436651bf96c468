"""One direction of a TCP connection: its bytes in their order, as far as anybody wants them."""

from __future__ import annotations

_HALF = 1 << 31
_ALL = 1 << 32
_MOST_WAITING = 64
_MOST_BYTES = 1 << 18


class Stream:
    """Puts segments in order. What is missing for too long is given up."""

    __slots__ = ("_next", "_waiting", "_waiting_bytes")

    def __init__(self, first: int) -> None:
        """first: the number of the first byte."""
        self._next = first
        self._waiting: dict[int, bytes] = {}
        self._waiting_bytes = 0

    def add(self, number: int, data: bytes) -> tuple[bytes, bool]:
        """The bytes that are in order now, and whether some before them are lost."""
        ahead = (number - self._next) % _ALL
        if ahead == 0:
            self._next = (number + len(data)) % _ALL
            return (data + self._following() if self._waiting else data), False
        if ahead >= _HALF:
            return self._overlapping(_ALL - ahead, data), False
        return self._wait(number, data)

    def _overlapping(self, behind: int, data: bytes) -> bytes:
        """Of a segment that was (partly) seen, what is new."""
        if behind >= len(data):
            return b""
        self._next = (self._next + len(data) - behind) % _ALL
        return data[behind:] + self._following()

    def _wait(self, number: int, data: bytes) -> tuple[bytes, bool]:
        if number not in self._waiting:
            self._waiting[number] = data
            self._waiting_bytes += len(data)
        if len(self._waiting) <= _MOST_WAITING and self._waiting_bytes <= _MOST_BYTES:
            return b"", False
        self._next = min(self._waiting, key=lambda one: (one - self._next) % _ALL)
        return self._following(), True

    def _following(self) -> bytes:
        """What waited and is in order now."""
        found = []
        while self._waiting:
            data = self._waiting.pop(self._next, None)
            if data is None:
                number = next((one for one in self._waiting if (self._next - one) % _ALL < _HALF), None)
                if number is None:
                    break
                data = self._waiting.pop(number)
                self._waiting_bytes -= len(data)
                data = data[(self._next - number) % _ALL :]
            else:
                self._waiting_bytes -= len(data)
            found.append(data)
            self._next = (self._next + len(data)) % _ALL
        return b"".join(found)

    def left(self) -> bytes:
        """What still waits when the connection ends; empty if nothing does."""
        if not self._waiting:
            return b""
        self._next = min(self._waiting, key=lambda one: (one - self._next) % _ALL)
        return self._following()
