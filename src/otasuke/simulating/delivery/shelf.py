"""Bodies that were written before a run, pressed: taking one costs a tenth of what writing it did."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import zstandard

from otasuke.simulating.feed import Body


class Shelf:
    """Bodies of one feed, in the order of their time."""

    def __init__(self) -> None:
        self._bodies: deque[tuple[Body, bytes]] = deque()

    @property
    def next_us(self) -> int | None:
        """The simulated time at which the next body is whole; None if there is none."""
        return self._bodies[0][0].until_us if self._bodies else None

    def put(self, body: Body) -> None:
        """Keep a body."""
        pressed = zstandard.ZstdCompressor(level=1).compress(body.data)
        self._bodies.append((replace(body, data=b""), pressed))

    def take(self) -> Body:
        """The next body. Raises IndexError if there is none."""
        body, pressed = self._bodies.popleft()
        return replace(body, data=zstandard.ZstdDecompressor().decompress(pressed))
