from __future__ import annotations

import asyncio

from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.office import Office
from pipeline.gateway.sockets.doors import FUJI, SAKURA, SILENT, FakeIntake, KnownSenders, run


def test_a_certificate_goes_before_an_address_and_is_not_helped_by_it():
    async def story() -> list[object]:
        senders = KnownSenders(certificates={"ab": FUJI})
        office = Office("x", senders=senders, intake=FakeIntake(), log=SILENT, limits=None)
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            callers = [
                Caller(address, reader=reader, writer=writer, certificate=certificate)
                for address in ("127.0.0.1", "192.0.2.1")
                for certificate in (None, "ab", "cd")
            ]
            writer.close()
        return [office.who(caller) for caller in callers]

    assert run(story) == [SAKURA, FUJI, None, None, FUJI, None]
