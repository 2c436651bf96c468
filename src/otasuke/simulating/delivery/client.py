"""A small HTTP/1.1 client: one connection that is kept, POST only, and every way in which it can fail is one error."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from otasuke.simulating.delivery.server import Server

_LARGEST_HEAD = 64 << 10
_LARGEST_BODY = 64 << 20
_LONGEST_WAIT_S = 3600.0


class ConnectionLost(Exception):
    """No answer: it is not known whether the server took anything."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says. retry_after_s: as it asks; None if it does not."""

    status: int
    retry_after_s: float | None
    body: bytes


class Connection:
    """A connection that is opened when it is needed, and again after it broke. Not for several requests at once."""

    def __init__(self, server: Server, *, timeout_s: float = 60.0) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, target: str, headers: Mapping[str, str], data: bytes) -> Answer:
        """Hand over bytes. Raises ConnectionLost."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._post(target, headers, data)
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.LimitOverrunError) as error:
            await self.close()
            raise ConnectionLost(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        """Close it, if it is open."""
        streams, self._streams = self._streams, None
        if streams:
            streams[1].close()
            with suppress(OSError):
                await streams[1].wait_closed()

    async def _post(self, target: str, headers: Mapping[str, str], data: bytes) -> Answer:
        if self._streams is None:
            host, port = self._server.host, self._server.port
            self._streams = await asyncio.open_connection(host, port, limit=_LARGEST_HEAD)
        reader, writer = self._streams
        lines = [f"POST {target} HTTP/1.1", f"Host: {self._server.authority}", f"Content-Length: {len(data)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + data)  # sending twice costs more than copying
        await writer.drain()
        return await self._answer(reader)

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        status, headers = _parse_head(await reader.readuntil(b"\r\n\r\n"))
        while status == 100:
            status, headers = _parse_head(await reader.readuntil(b"\r\n\r\n"))
        body = await _read_body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Answer(status, _seconds(headers.get("retry-after", "")), body)


def _parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *rest = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1."):
        raise ValueError(f"no answer of HTTP: {first[:80]!r}")
    pairs = (line.partition(":") for line in rest if line)
    return int(first.split(" ", 2)[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(_size(headers.get("content-length", "0"), 10))
    chunks: list[bytes] = []
    while size := _size((await reader.readline()).split(b";")[0].decode("latin-1"), 16):
        chunks.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while (await reader.readline()).strip():
        pass
    return b"".join(chunks)


def _size(text: str, base: int) -> int:
    size = int(text.strip(), base)
    if not 0 <= size <= _LARGEST_BODY:
        raise ValueError(f"an answer of {size} bytes")
    return size


def _seconds(text: str) -> float | None:
    """Of Retry-After; a date instead of a number is taken for no hint."""
    return min(float(text), _LONGEST_WAIT_S) if text.isascii() and text.isdigit() else None
