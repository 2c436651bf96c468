"""What both kinds of stream promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

import pytest

from otasuke.events.names import BadName
from otasuke.stream.jetstream import JetStream
from otasuke.stream.memory import MemoryStream
from otasuke.stream.port import LARGEST_BATCH_BYTES, PARTITIONS, BatchTooLarge, Delivery, Stream, partition_of
from stream.streams import GROUPS, run, running_nats

SAKURA, FUJI = "sakura", "fuji"
Opener = Callable[[], Awaitable[Stream]]


@pytest.fixture(params=["memory", "nats"])
def opener(request: pytest.FixtureRequest) -> Iterator[Opener]:
    if request.param == "memory":
        memory = MemoryStream(GROUPS)

        async def open_memory() -> Stream:
            return memory

        yield open_memory
        return
    with running_nats() as (server, _):

        async def open_nats() -> Stream:
            return await JetStream.open(server.url or "", GROUPS)

        yield open_nats


async def take(stream: Stream, group: str, tenant: str = SAKURA, wait_s: float = 0.3) -> list[Delivery]:
    return await stream.take(group, partition_of(tenant), most=10, wait_s=wait_s)


def test_a_batch_reaches_every_group_with_its_tenant_and_its_bytes(opener: Opener) -> None:
    async def story(stream: Stream) -> list[list[Delivery]]:
        await stream.publish(SAKURA, "b1", b"\x00\xff events")
        return [await take(stream, group) for group in GROUPS]

    for (delivery,) in run(opener, story):
        assert (delivery.tenant, delivery.batch, delivery.data, delivery.attempt) == (
            SAKURA,
            "b1",
            b"\x00\xff events",
            1,
        )


def test_a_batch_that_comes_again_is_delivered_once_and_that_of_another_tenant_is_another(opener: Opener) -> None:
    async def story(stream: Stream) -> list[int]:
        for tenant in (SAKURA, SAKURA, FUJI):
            await stream.publish(tenant, "b1", b"x")
        return [len(await take(stream, "detect", tenant)) for tenant in (SAKURA, FUJI)]

    assert run(opener, story) == [1, 1]


def test_what_is_done_is_gone_for_this_group_only(opener: Opener) -> None:
    async def story(stream: Stream) -> list[int]:
        await stream.publish(SAKURA, "b1", b"x")
        (delivery,) = await take(stream, "detect")
        await stream.done(delivery)
        return [len(await take(stream, group)) for group in ("detect", "archive")]

    assert run(opener, story) == [0, 1]


def test_what_is_wanted_again_comes_again_and_says_so(opener: Opener) -> None:
    async def story(stream: Stream) -> list[int]:
        await stream.publish(SAKURA, "b1", b"x")
        (delivery,) = await take(stream, "detect")
        hidden = await take(stream, "detect")
        await stream.again(delivery, in_s=0.1)
        (second,) = await take(stream, "detect", wait_s=5)
        return [len(hidden), second.attempt]

    assert run(opener, story) == [0, 2]


def test_a_batch_that_is_too_large_is_refused(opener: Opener) -> None:
    async def story(stream: Stream) -> None:
        await stream.publish(SAKURA, "b1", bytes(LARGEST_BATCH_BYTES))
        with pytest.raises(BatchTooLarge, match="a batch of 4194305 bytes is larger than 4194304"):
            await stream.publish(SAKURA, "b2", bytes(LARGEST_BATCH_BYTES + 1))

    run(opener, story)


@pytest.mark.parametrize(("tenant", "batch"), [("*", "b"), ("a.b", "b"), ("sakura", "b\r\nX: y")])
def test_names_that_could_lead_elsewhere_are_refused(opener: Opener, tenant: str, batch: str) -> None:
    async def story(stream: Stream) -> None:
        with pytest.raises(BadName):
            await stream.publish(tenant, batch, b"x")

    run(opener, story)


def test_batches_come_in_order_and_not_more_than_were_asked_for(opener: Opener) -> None:
    async def story(stream: Stream) -> list[str]:
        for number in range(15):
            await stream.publish(SAKURA, f"b{number}", b"x")
        first = await take(stream, "detect")
        return [delivery.batch for delivery in (*first, *await take(stream, "detect"))]

    assert run(opener, story) == [f"b{number}" for number in range(15)]


def test_tenants_are_spread_over_all_partitions() -> None:
    spread = Counter(partition_of(f"tenant-{number}") for number in range(16_000))

    assert sorted(spread) == list(range(PARTITIONS))
    assert min(spread.values()) > 800
    assert partition_of("sakura") == 2, "it must never change: batches on the way would be looked for elsewhere"
