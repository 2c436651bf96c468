"""The other end of a connection."""

from __future__ import annotations

import asyncio

_MOST_AT_ONCE_BYTES = 128 << 10


class Caller:
    """A connection that was accepted.

    address      its IP address.
    certificate  the fingerprint of the TLS certificate that it showed.
    """

    def __init__(
        self,
        address: str,
        *,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        certificate: str | None = None,
    ) -> None:
        self.address = address
        self.certificate = certificate
        self.writer = writer
        self._reader = reader
        self._nothing: bytes | None = None  # what it means that nothing came
        self._timer: asyncio.Timeout | None = None
        self._unread = b""

    async def read(self, *, within_s: float) -> bytes | None:
        """What came; nothing (b"") at the end of the connection, None where nothing came for so long."""
        if self._nothing is not None:
            return self._nothing
        if self._unread:
            unread, self._unread = self._unread, b""
            return unread
        try:
            async with asyncio.timeout(within_s) as self._timer:
                return await self._reader.read(_MOST_AT_ONCE_BYTES)
        except TimeoutError:
            return self._nothing
        finally:
            self._timer = None

    def unread(self, data: bytes) -> None:
        """Have the next `read` give this first."""
        self._unread = data + self._unread

    def stop(self) -> None:
        """Let the connection seem at its end, so that what was read is handed over and nothing more is read."""
        self._nothing = b""
        if self._timer and not self._timer.expired():
            self._timer.reschedule(asyncio.get_running_loop().time())
