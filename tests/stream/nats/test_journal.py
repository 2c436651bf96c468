from __future__ import annotations

import asyncio

from otasuke.stream.nats.connection import Connection
from otasuke.stream.port import Broker, StreamUnavailable
from stream.streams import kill, nats_of, run, running_nats


def test_a_reader_goes_on_where_it_was_when_the_server_was_killed() -> None:
    with running_nats() as (server, supervisor):

        async def story(broker: Broker) -> list[str]:
            journal = await broker.journal("findings")
            await journal.append("a", b"")
            entries = await journal.read(after=0, most=9, wait_s=20)
            kill(supervisor)
            await asyncio.to_thread(supervisor.start)
            for _ in range(200):
                try:
                    await journal.append("b", b"")
                    break
                except StreamUnavailable:
                    await asyncio.sleep(0.1)
            while len(entries) < 2:
                try:
                    entries += await journal.read(after=entries[-1].number, most=9, wait_s=1)
                except StreamUnavailable:
                    await asyncio.sleep(0.1)
            return [entry.name for entry in entries]

        assert run(nats_of(server), story) == ["a", "b"]


def test_readers_that_wait_in_vain_do_not_pile_up_at_the_server() -> None:
    with running_nats() as (server, _):

        async def story(broker: Broker) -> int:
            journal = await broker.journal("findings")
            await journal.append("a", b"")
            for after in (0, 1, 1, 1, 0, 1):
                await journal.read(after=after, most=9, wait_s=0.1)
            connection = Connection()
            await connection.open(server.url or "")
            consumers = await connection.context.consumers_info("FINDINGS")
            await connection.close()
            return len(consumers)

        assert run(nats_of(server), story) == 1
