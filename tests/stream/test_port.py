"""What both kinds of broker promise."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from otasuke.events.names import BadName
from otasuke.stream.port import (
    LARGEST_MESSAGE_BYTES,
    PARTITIONS,
    Broker,
    Entry,
    Journal,
    MessageTooLarge,
    Stream,
    partition_of,
)
from stream.streams import GROUPS, Opener, read, run, run_stream, take


def test_a_message_reaches_every_group_with_its_bytes(opener: Opener) -> None:
    async def story(stream: Stream) -> list[object]:
        await stream.publish(2, "m1", b"\x00\xff events")
        return [
            (one.partition, one.name, one.data, one.attempt)
            for group in GROUPS
            for one in await take(stream, group, count=1)
        ]

    assert run_stream(opener, story) == [(2, "m1", b"\x00\xff events", 1)] * 2


def test_a_message_that_comes_again_is_delivered_once(opener: Opener) -> None:
    async def story(stream: Stream) -> list[str]:
        for name in ("m1", "m1", "m2"):
            await stream.publish(2, name, b"x")
        return [one.name for one in await take(stream, "detect", count=2)]

    assert run_stream(opener, story) == ["m1", "m2"]


def test_a_partition_sees_its_own_messages_only(opener: Opener) -> None:
    async def story(stream: Stream) -> list[list[str]]:
        await stream.publish(2, "m1", b"x")
        await stream.publish(3, "m2", b"x")
        taken = [await take(stream, "detect", partition=partition, count=1) for partition in (2, 3)]
        return [[one.name for one in of_partition] for of_partition in taken]

    assert run_stream(opener, story) == [["m1"], ["m2"]]


def test_what_is_done_is_gone_for_this_group_only(opener: Opener) -> None:
    async def story(stream: Stream) -> list[int]:
        await stream.publish(2, "m1", b"x")
        (delivery,) = await take(stream, "detect", count=1)
        await stream.done(delivery)
        return [len(await take(stream, group, count=count)) for group, count in (("detect", 0), ("archive", 1))]

    assert run_stream(opener, story) == [0, 1]


def test_what_is_wanted_again_comes_again_and_says_so(opener: Opener) -> None:
    async def story(stream: Stream) -> list[int]:
        await stream.publish(2, "m1", b"x")
        (delivery,) = await take(stream, "detect", count=1)
        hidden = await take(stream, "detect")
        await stream.again(delivery, in_s=0.1)
        (second,) = await take(stream, "detect", count=1)
        return [len(hidden), second.attempt]

    assert run_stream(opener, story) == [0, 2]


def test_a_group_knows_how_much_it_still_needs(opener: Opener) -> None:
    async def story(stream: Stream) -> list[int]:
        await stream.publish(2, "m1", b"x")
        await stream.publish(3, "m2", b"x")
        before = await stream.waiting("detect")
        (delivery,) = await take(stream, "detect", count=1)
        in_hand = await stream.waiting("detect")
        await stream.done(delivery)
        return [before, in_hand, await stream.waiting("detect"), await stream.waiting("archive")]

    assert run_stream(opener, story) == [2, 2, 1, 2]


def test_a_group_knows_up_to_where_it_is_done_without_a_gap(opener: Opener) -> None:
    async def story(stream: Stream) -> list[tuple[int, int]]:
        seen = []

        async def look() -> None:
            one = (await stream.standings("detect"))[2]
            seen.append((one.newest, one.done))

        await look()
        for number in range(1, 4):
            await stream.publish(2, f"m{number}", b"x")
        await stream.publish(3, "m4", b"x")
        first, second, third = await take(stream, "detect", count=3)
        await look()
        for one in (second, first, third):
            await stream.done(one)
            await look()
        return seen

    assert run_stream(opener, story) == [(0, 0), (4, 0), (4, 0), (4, 2), (4, 4)]


def test_a_message_of_another_partition_holds_nobody_up(opener: Opener) -> None:
    async def story(stream: Stream) -> list[bool]:
        await stream.publish(3, "m1", b"x")
        return [one.done == one.newest for one in await stream.standings("detect")]

    assert run_stream(opener, story) == [number != 3 for number in range(PARTITIONS)]


def test_a_message_that_is_too_large_is_refused(opener: Opener) -> None:
    async def story(stream: Stream) -> None:
        await stream.publish(2, "m1", bytes(LARGEST_MESSAGE_BYTES))
        with pytest.raises(MessageTooLarge, match="a message of 4194305 bytes is larger than 4194304"):
            await stream.publish(2, "m2", bytes(LARGEST_MESSAGE_BYTES + 1))

    run_stream(opener, story)


@pytest.mark.parametrize("name", ["", "b\r\nX: y", "あ"])
def test_names_that_could_lead_elsewhere_are_refused(opener: Opener, name: str) -> None:
    async def story(stream: Stream) -> None:
        with pytest.raises(BadName):
            await stream.publish(2, name, b"x")

    run_stream(opener, story)


def test_messages_come_in_order_and_not_more_than_were_asked_for(opener: Opener) -> None:
    async def story(stream: Stream) -> list[str]:
        for number in range(15):
            await stream.publish(2, f"m{number}", b"x")
        first = await stream.take("detect", 2, most=10, wait_s=20)
        assert len(first) <= 10
        return [one.name for one in (*first, *await take(stream, "detect", count=15 - len(first)))]

    assert run_stream(opener, story) == [f"m{number}" for number in range(15)]


def _entries(entries: list[Entry]) -> list[tuple[str, bytes]]:
    return [(entry.name, entry.data) for entry in entries]


async def _written(broker: Broker, *names: str) -> Journal:
    journal = await broker.journal("findings")
    for name in names:
        await journal.append(name, name.encode())
    return journal


def test_a_journal_is_read_in_order_from_anywhere_and_again(opener: Opener) -> None:
    async def story(broker: Broker) -> list[list[tuple[str, bytes]]]:
        journal = await _written(broker, "a", "b", "b", "c")
        (first,) = await journal.read(after=0, most=1, wait_s=20)
        rest = await read(journal, after=first.number, count=2)
        again = await read(journal, after=first.number, count=2)
        return [_entries(entries) for entries in ([first], rest, again)]

    a, b, c = (("a", b"a"), ("b", b"b"), ("c", b"c"))

    assert run(opener, story) == [[a], [b, c], [b, c]]


def test_a_reader_of_a_journal_waits_for_what_comes(opener: Opener) -> None:
    async def story(broker: Broker) -> list[list[tuple[str, bytes]]]:
        journal = await _written(broker, "a")
        (first,) = await read(journal, count=1)
        last = first.number
        nothing = await journal.read(after=last, most=9, wait_s=0.2)
        reading = asyncio.create_task(journal.read(after=last, most=9, wait_s=20))
        await journal.append("b", b"b")
        return [_entries(nothing), _entries(await reading)]

    assert run(opener, story) == [[], [("b", b"b")]]


def test_a_journal_knows_its_newest_number(opener: Opener) -> None:
    async def story(broker: Broker) -> list[int]:
        journal = await broker.journal("findings")
        before = await journal.newest()
        await _written(broker, "a", "b", "b")
        return [before, await journal.newest()]

    assert run(opener, story) == [0, 2]


def test_an_entry_that_was_deleted_is_not_read(opener: Opener) -> None:
    async def story(broker: Broker) -> list[tuple[str, bytes]]:
        journal = await _written(broker, "a", "b")
        (first, _) = await read(journal, count=2)
        await journal.delete(first.number)
        await journal.delete(first.number)
        return _entries(await read(journal, count=1))

    assert run(opener, story) == [("b", b"b")]


def test_a_journal_knows_how_many_entries_it_has(opener: Opener) -> None:
    async def story(broker: Broker) -> list[tuple[int, int]]:
        async def look() -> None:
            seen.append((await journal.size(), await journal.newest()))

        seen: list[tuple[int, int]] = []
        journal = await _written(broker)
        await look()
        await _written(broker, "a", "b", "b", "c")
        await look()
        last = (await read(journal, count=3))[-1].number
        await journal.delete(last)
        await look()
        assert await (await broker.journal("other")).size() == 0
        return seen

    assert run(opener, story) == [(0, 0), (3, 3), (2, 3)]


def test_journals_do_not_mix(opener: Opener) -> None:
    async def story(broker: Broker) -> list[tuple[str, bytes]]:
        await _written(broker, "a")
        other = await broker.journal("other")
        await other.append("z", b"z")
        return _entries(await read(other, count=1))

    assert run(opener, story) == [("z", b"z")]


def test_a_registry_keeps_the_newest_value(opener: Opener) -> None:
    async def story(broker: Broker) -> list[dict[str, bytes]]:
        registry = await broker.registry("settings")
        before = await registry.all()
        for key, value in (("a", b"1"), ("b", b"2"), ("a", b"3"), ("c", b"")):
            await registry.put(key, value)
        await registry.remove("b")
        await registry.remove("never-there")
        return [before, await registry.all(), await (await broker.registry("other")).all()]

    assert run(opener, story) == [{}, {"a": b"3", "c": b""}, {}]


def test_who_watches_a_registry_learns_what_is_there_and_what_changes(opener: Opener) -> None:
    async def story(broker: Broker) -> list[tuple[str, bytes | None]]:
        registry = await broker.registry("settings")
        await registry.put("a", b"1")
        changes = registry.changes()
        seen = [await anext(changes)]
        await registry.put("a", b"2")
        seen.append(await anext(changes))
        await registry.remove("a")
        seen.append(await anext(changes))
        await changes.aclose()  # type: ignore[attr-defined]  # both are generators
        return seen

    assert run(opener, story) == [("a", b"1"), ("a", b"2"), ("a", None)]


def test_tenants_are_spread_over_all_partitions() -> None:
    spread = Counter(partition_of(f"tenant-{number}") for number in range(16_000))

    assert sorted(spread) == list(range(PARTITIONS))
    assert min(spread.values()) > 800
    assert partition_of("sakura") == 2, "it must never change: messages on the way would be looked for elsewhere"
