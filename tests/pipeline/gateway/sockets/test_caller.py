from __future__ import annotations

import asyncio

from otasuke.pipeline.gateway.sockets.caller import Caller
from pipeline.gateway.sockets.doors import run


async def called() -> tuple[Caller, asyncio.StreamReader, asyncio.Server]:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    reader = asyncio.StreamReader()
    return Caller("192.0.2.1", reader=reader, writer=writer), reader, server


def test_reading_gives_what_came_or_says_that_nothing_did():
    async def story() -> list[bytes | None]:
        caller, reader, server = await called()
        async with server:
            reader.feed_data(b"abc")
            found = [await caller.read(within_s=60), await caller.read(within_s=0.01)]
            reader.feed_eof()
            caller.writer.close()
            return [*found, await caller.read(within_s=60)]

    assert run(story) == [b"abc", None, b""]


def test_who_is_stopped_while_waiting_sees_the_end():
    async def story() -> list[bytes | None]:
        caller, reader, server = await called()
        async with server:
            waiting = asyncio.create_task(caller.read(within_s=3600))
            await asyncio.sleep(0)
            caller.stop()
            found = [await waiting]
            reader.feed_data(b"too late")
            caller.writer.close()
            return [*found, await caller.read(within_s=3600)]

    assert run(story) == [b"", b""]
