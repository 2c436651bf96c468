"""A gateway for tests: a small HTTP server that takes, refuses or drops what it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from otasuke.simulating.delivery.server import Server

Reply = bytes | None
"""The bytes of a whole answer; None: the connection is dropped without one."""


def answer(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    """An answer with a length."""
    lines = [f"HTTP/1.1 {status} words", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass
class Asked:
    target: str
    headers: dict[str, str]
    data: bytes


@dataclass
class Gateway:
    reply: Callable[[Asked], Reply]
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    server: Server = field(default_factory=lambda: Server("127.0.0.1", 0))

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                request = await self._read(reader)
                self.asked.append(request)
                reply = self.reply(request)
                if reply is None:
                    break
                writer.write(reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest if line)}
        data = await reader.readexactly(int(headers["content-length"]))
        return Asked(first.split(" ")[1], headers, data)


@asynccontextmanager
async def gateway(reply: Callable[[Asked], Reply]) -> AsyncIterator[Gateway]:
    """A gateway that answers like this, on a free port."""
    made = Gateway(reply)
    server = await asyncio.start_server(made.handle, "127.0.0.1", 0)
    made.server = Server("127.0.0.1", server.sockets[0].getsockname()[1])
    async with server:
        yield made
