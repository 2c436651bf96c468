"""Reads the body of a request: in time, within limits, and only as far as somebody asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from otasuke.pipeline.gateway.http.beside import beside
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.http.room import Room
from otasuke.pipeline.gateway.http.unpacking import beginning, unpacked
from otasuke.pipeline.gateway.intake import Refused

Receive = Callable[[], Awaitable[dict[str, Any]]]
Admit = Callable[[int], None]

_DRAINED_WITHIN_S = 5.0


class Gone(Exception):
    """The client closed the connection before it had sent everything: there is nobody to answer."""


class Body:
    """The body of one request. Whoever makes one calls `release` in the end."""

    def __init__(self, receive: Receive, headers: Mapping[bytes, bytes], *, limits: Limits, room: Room) -> None:
        self._receive = receive
        self._limits = limits
        self._room = room
        self._held_bytes = 0
        self._pieces: list[bytes] = []
        self._read_bytes = 0
        self._size = _content_length(headers)
        self._encoding = headers.get(b"content-encoding", b"").decode("latin-1")
        self._is_drained = b"expect" not in headers  # who waits to be asked for the body sends none
        self._ended = self._size == 0 or (self._size is None and b"transfer-encoding" not in headers)

    async def beginning(self, most_bytes: int) -> bytes:
        """The first bytes, unpacked, for who must look before the sender is known. Raises Refused, Gone."""
        async with self._in_time(self._limits.header_within_s):
            while not self._ended and self._read_bytes < most_bytes:
                self._keep(await self._piece())
        return beginning(b"".join(self._pieces), self._encoding, most_bytes=most_bytes)

    async def whole(self, admit: Admit) -> bytes:
        """Everything, unpacked.

        admit  is asked before bytes are read: once for all where the request says how many will come, else for each
               piece.
        Raises Refused (400, 408, 413, 415, 503, and what admit raises), Gone.
        """
        if (self._size or 0) > self._limits.wire_bytes:
            raise self._too_large()
        admit(self._read_bytes if self._size is None else self._size)
        async with self._in_time(self._limits.body_within_s):
            while not self._ended:
                piece = await self._piece()
                if self._size is None:
                    admit(len(piece))
                self._keep(piece)
        return await self._unpacked(b"".join(self._pieces))

    async def _unpacked(self, body: bytes) -> bytes:
        self._pieces.clear()
        if not self._encoding:
            return body
        # How large it gets is known afterwards; until then it may be as large as is allowed.
        self._hold(self._limits.unpacked_bytes)
        unpack = partial(unpacked, encoding=self._encoding, most_bytes=self._limits.unpacked_bytes)
        result = await beside(unpack, body)
        self._hold(len(result) - self._limits.unpacked_bytes)
        return result

    async def drain(self, most_bytes: int) -> None:
        """Read and forget what is still to come, so that a client that sends first and reads later gets its answer.

        A connection that is closed over unread bytes is reset, and the answer is lost with it.
        """
        self.release()
        try:
            async with asyncio.timeout(_DRAINED_WITHIN_S):
                while self._is_drained and not self._ended and most_bytes > 0:
                    most_bytes -= len(await self._piece())
        except (TimeoutError, Gone):
            return

    def release(self) -> None:
        """The bytes are no longer in memory."""
        self._pieces.clear()
        self._room.give(self._held_bytes)
        self._held_bytes = 0

    async def _piece(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self._ended = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece

    @asynccontextmanager
    async def _in_time(self, within_s: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(within_s):
                yield
        except TimeoutError:
            self._is_drained = False
            raise Refused(408, f"the body did not come within {within_s:g} seconds") from None

    def _keep(self, piece: bytes) -> None:
        self._read_bytes += len(piece)
        if self._read_bytes > self._limits.wire_bytes:
            raise self._too_large()
        self._hold(len(piece))
        self._pieces.append(piece)

    def _hold(self, size_bytes: int) -> None:
        self._room.take(size_bytes)
        self._held_bytes += size_bytes

    def _too_large(self) -> Refused:
        return Refused(413, f"the body has more than {self._limits.wire_bytes} bytes; send smaller batches")


def _content_length(headers: Mapping[bytes, bytes]) -> int | None:
    """How many bytes will come, if the request says so; the server has checked that it is a number."""
    text = headers.get(b"content-length", b"")
    return int(text) if text.isdigit() and len(text) < 20 else None
