"""Room: how many bytes of bodies may be in memory at one time."""

from __future__ import annotations

from otasuke.pipeline.gateway.intake import Refused

_AGAIN_IN_S = 5


class Room:
    """Counts the bytes that requests hold."""

    def __init__(self, size_bytes: int) -> None:
        self._free = size_bytes

    @property
    def free_bytes(self) -> int:
        """How much is left."""
        return self._free

    def take(self, size_bytes: int) -> None:
        """Hold so many bytes. Raises Refused where they do not fit."""
        if size_bytes > self._free:
            raise Refused(503, "too much is arriving at once; send it again later", retry_after_s=_AGAIN_IN_S)
        self._free -= size_bytes

    def give(self, size_bytes: int) -> None:
        """Hold them no longer."""
        self._free += size_bytes
