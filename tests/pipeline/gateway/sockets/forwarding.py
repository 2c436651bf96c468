"""A sender of Fluent Forward that speaks as the specification says, written without the code under test."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import msgpack

from otasuke.pipeline.gateway.sockets.door import Door
from otasuke.pipeline.gateway.sockets.fluent import serve_fluent
from otasuke.pipeline.gateway.sockets.listener import Limits
from pipeline.gateway.sockets.doors import HERE, SILENT, FakeIntake, KnownSenders
from pipeline.gateway.sockets.test_fluent_handshake import ping_to

LIMITS = replace(Limits(), greeting_s=1.0)


async def opened(senders: KnownSenders | None = None, limits: Limits = LIMITS) -> tuple[Door, FakeIntake, KnownSenders]:
    intake, senders = FakeIntake(), senders or KnownSenders()
    return await serve_fluent(HERE, senders=senders, intake=intake, log=SILENT, limits=limits), intake, senders


class Client:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._unpacker = msgpack.Unpacker()

    @classmethod
    async def of(cls, door: Door) -> Client:
        return cls(*await asyncio.open_connection("127.0.0.1", door.port))

    def send(self, message: object) -> None:
        self.writer.write(msgpack.packb(message))

    async def answer(self) -> Any:
        """The next object that the door says; None if it hangs up."""
        while True:
            for found in self._unpacker:
                return found
            try:
                data = await self.reader.read(65536)
            except ConnectionError:
                return None
            if not data:
                return None
            self._unpacker.feed(data)

    async def shake_hands(self, token: str, *, shared_key: bytes = b"otasuke") -> list[Any]:
        """Answer HELO; what was said to that."""
        helo = await self.answer()
        self.send(ping_to(msgpack.packb(helo), shared_key=shared_key, token=token))
        pong = await self.answer()
        assert isinstance(pong, list)
        return pong
