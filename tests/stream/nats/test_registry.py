from __future__ import annotations

import asyncio

import pytest

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
