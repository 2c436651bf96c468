from __future__ import annotations

import asyncio

import pytest

from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import Broker, StreamUnavailable
from stream.streams import nats_of, run, running_nats


def test_a_broker_that_cannot_be_reached_is_said() -> None:
    with pytest.raises(StreamUnavailable, match="NATS cannot be used"):
        asyncio.run(asyncio.wait_for(NatsBroker.open("nats://127.0.0.1:9"), 10))


def test_everything_can_be_opened_a_second_time() -> None:
    with running_nats() as (server, _):

        async def story(broker: Broker) -> bytes:
            for _ in range(2):
                await broker.stream(("work",))
                await broker.journal("findings")
                registry = await broker.registry("settings")
            await registry.put("a", b"1")
            return (await (await broker.registry("settings")).all())["a"]

        assert run(nats_of(server), story) == b"1"
