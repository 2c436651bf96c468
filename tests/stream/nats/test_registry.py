from __future__ import annotations

import asyncio
from contextlib import suppress

import nats
import pytest

from otasuke.stream.nats import registry as module
from otasuke.stream.port import Broker, StreamUnavailable
from stream.streams import kill, nats_of, run, running_nats


def test_who_watches_is_told_that_changes_may_have_been_missed() -> None:
    with running_nats() as (server, supervisor):

        async def story(broker: Broker) -> list[tuple[str, bytes | None]]:
            registry = await broker.registry("settings")
            await registry.put("a", b"1")
            changes = registry.changes()
            seen = [await anext(changes)]
            kill(supervisor)
            with pytest.raises(StreamUnavailable, match="connection was lost"):
                await asyncio.wait_for(anext(changes), 20)
            await asyncio.to_thread(supervisor.start)
            while len(seen) < 2:
                try:
                    seen.append(await anext(registry.changes()))
                except StreamUnavailable:
                    await asyncio.sleep(0.1)
            return seen

        assert run(nats_of(server), story) == [("a", b"1"), ("a", b"1")]


def test_everything_is_read_every_time_and_no_reader_is_left_behind() -> None:
    keys = {f"key-{number}" for number in range(2500)}

    with running_nats() as (server, _):

        async def story(broker: Broker) -> tuple[set[int], int]:
            registry = await broker.registry("settings")
            await asyncio.gather(*(registry.put(key, b"1") for key in keys))
            await registry.put("removed", b"1")
            await registry.remove("removed")
            sizes = {len(await registry.all()) for _ in range(5)}
            client = await nats.connect(server.url or "")
            readers = await client.jetstream().consumers_info("KV_settings")
            await client.close()
            return sizes, len(readers)

        assert run(nats_of(server), story) == ({len(keys)}, 0)


def test_what_is_changed_while_it_is_read_is_there_all_the_same() -> None:
    with running_nats() as (server, _):

        async def story(broker: Broker) -> list[int]:
            registry = await broker.registry("settings")
            keys = [f"key-{number}" for number in range(50)]
            await asyncio.gather(*(registry.put(key, b"0") for key in keys))

            async def change() -> None:
                while True:
                    await asyncio.gather(*(registry.put(key, b"1") for key in keys))

            changing = asyncio.create_task(change())
            sizes = [len(await registry.all()) for _ in range(30)]
            changing.cancel()
            return sizes

        assert run(nats_of(server), story) == [50] * 30


def test_who_stops_watching_as_something_changes_has_stopped() -> None:
    class Watcher:
        async def updates(self, **_: float) -> str:  # as nats-py, where both come at one moment
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            return "a change"

    async def story() -> None:
        watching = asyncio.create_task(module._next(Watcher()))
        await asyncio.sleep(0)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching

    asyncio.run(story())
