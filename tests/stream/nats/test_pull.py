from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import pytest
from nats.errors import NoRespondersError
from nats.js.api import AckPolicy, ConsumerConfig

from otasuke.local.nats import Nats
from otasuke.stream.nats.connection import Connection
from otasuke.stream.nats.pull import Pull
from stream.streams import kill, running_nats

T = TypeVar("T")


def pulling(
    server: Nats, story: Callable[[Pull, Callable[[str], Awaitable[None]]], Awaitable[T]], *, consumer: str = "c"
) -> T:
    """What a story makes of a consumer, and of a way to publish what it gets."""

    async def all_of_it() -> T:
        connection = Connection()
        await connection.open(server.url or "")
        await connection.context.add_stream(name="A", subjects=["a"])
        await connection.context.add_consumer("A", ConsumerConfig(durable_name="c", ack_policy=AckPolicy.NONE))

        async def publish(text: str) -> None:
            await connection.context.publish("a", text.encode())

        try:
            return await story(Pull(connection, "A", consumer), publish)
        finally:
            await connection.close()

    return asyncio.run(asyncio.wait_for(all_of_it(), 60))


async def until_some(pull: Pull, wanted: Sequence[str]) -> list[str]:
    """Take until that many are there."""
    taken: list[str] = []
    while len(taken) < len(wanted):
        taken += [message.data.decode() for message in await pull.take(10, wait_s=0.5)]
    return taken


def test_a_message_is_handed_on_though_more_were_asked_for() -> None:
    async def story(pull: Pull, publish: Callable[[str], Awaitable[None]]) -> list[str]:
        taking = asyncio.create_task(pull.take(100, wait_s=1000))
        await publish("1")
        first = await taking
        await publish("2")
        return [one.data.decode() for one in (*first, *await pull.take(100, wait_s=1000))]

    with running_nats() as (server, _):
        assert pulling(server, story) == ["1", "2"]


def test_more_messages_than_were_asked_for_come_next_time_and_none_in_vain() -> None:
    async def story(pull: Pull, publish: Callable[[str], Awaitable[None]]) -> tuple[bool, list[str], int]:
        for number in range(25):
            await publish(str(number))
        some = await pull.take(10, wait_s=30)
        rest = await until_some(pull, [str(number) for number in range(len(some), 25)])
        return len(some) <= 10, [one.data.decode() for one in some] + rest, len(await pull.take(10, wait_s=0.1))

    with running_nats() as (server, _):
        assert pulling(server, story) == (True, [str(number) for number in range(25)], 0)


def test_a_request_that_a_killed_server_forgot_is_made_again() -> None:
    with running_nats() as (server, supervisor):

        async def story(pull: Pull, publish: Callable[[str], Awaitable[None]]) -> list[str]:
            await publish("1")
            taken = await until_some(pull, ["1"])
            taking = asyncio.create_task(pull.take(10, wait_s=0.5))
            kill(supervisor)
            await taking
            await asyncio.to_thread(supervisor.start)
            while True:
                try:
                    await publish("2")
                    break
                except OSError:
                    await asyncio.sleep(0.1)
            while "2" not in taken:
                taken += await until_some(pull, ["2"])
            return taken

        assert set(pulling(server, story)) == {"1", "2"}  # a killed server may not know what it has handed over


def test_a_consumer_that_is_gone_is_an_error_at_once() -> None:
    async def story(pull: Pull, publish: Callable[[str], Awaitable[None]]) -> None:
        with pytest.raises(NoRespondersError):
            await pull.take(10, wait_s=1000)
        await pull.close()

    with running_nats() as (server, _):
        pulling(server, story, consumer="nobody")
