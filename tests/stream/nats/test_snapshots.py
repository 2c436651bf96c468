"""Streams are saved and come back with their messages, positions and buckets; harm is found."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from nats.aio.client import Client

from otasuke.stream.nats.snapshots import (
    CHUNK_BYTES,
    SavedStream,
    SnapshotFailed,
    connected,
    restore_stream,
    save_stream,
    stream_names,
    stream_problems,
)
from otasuke.stream.port import Broker, Stream, StreamUnavailable
from stream.streams import nats_of, read, run, run_stream, running_nats

T = TypeVar("T")


def talk(url: str | None, story: Callable[[Client], Awaitable[T]]) -> T:
    async def all_of_it() -> T:
        async with connected(url or "") as client:
            return await story(client)

    return asyncio.run(all_of_it())


def save(url: str | None, name: str) -> tuple[SavedStream, bytes]:
    data = bytearray()

    async def story(client: Client) -> SavedStream:
        return await save_stream(client, name, data.extend)

    return talk(url, story), bytes(data)


def restore(url: str | None, saved: SavedStream, data: bytes) -> None:
    chunks = [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)]

    async def story(client: Client) -> None:
        await restore_stream(client, saved, chunks)

    talk(url, story)


async def taken(stream: Stream, group: str, *, last: str) -> list[str]:
    """The names of all messages for a group, up to one."""
    names: list[str] = []
    while last not in names:
        found = await stream.take(group, 2, most=999, wait_s=20)
        assert found, f"{last} did not come behind {names}"
        names += [one.name for one in found]
    return names


def test_messages_and_positions_come_back_and_new_messages_are_delivered() -> None:
    async def fill(stream: Stream) -> None:
        for number in range(20):
            await stream.publish(2, f"b{number}", bytes(30_000))
        for group, count in (("archive", 5), ("detect", 2)):
            for _ in range(count):
                (delivery,) = await stream.take(group, 2, most=1, wait_s=20)
                await stream.done(delivery)

    async def look(stream: Stream) -> tuple[list[str], list[str]]:
        await stream.publish(2, "new", b"x")
        return await taken(stream, "archive", last="new"), await taken(stream, "detect", last="new")

    with running_nats() as (before, _):
        run_stream(nats_of(before), fill)
        saved, data = save(before.url, "EVENTS")
    with running_nats() as (after, _):
        restore(after.url, saved, data)
        archive, detect = run_stream(nats_of(after), look)

    names = [f"b{number}" for number in range(20)]
    assert (saved.messages, saved.last_seq, saved.consumers) == (18, 20, 32)
    assert (archive, detect) == ([*names[5:], "new"], [*names[2:], "new"])


def test_positions_do_not_run_ahead_of_the_messages_when_saved_under_load() -> None:
    """A position beyond the saved messages would make the restored group overlook new ones."""

    async def save_under_load(broker: Broker, url: str) -> tuple[SavedStream, bytes]:
        stream, stop, data = await broker.stream(("archive",)), asyncio.Event(), bytearray()

        async def work() -> None:
            number = 0
            while not stop.is_set():
                await stream.publish(2, f"b{number}", bytes(20_000))
                for delivery in await stream.take("archive", 2, most=1, wait_s=1):
                    await stream.done(delivery)
                number += 1

        for number in range(200):
            await stream.publish(2, f"before{number}", bytes(20_000))
        busy = asyncio.create_task(work())
        async with connected(url) as client:
            saved = await save_stream(client, "EVENTS", data.extend)
        stop.set()
        await busy
        return saved, bytes(data)

    async def send_and_take(broker: Broker) -> list[str]:
        stream = await broker.stream(("archive",))
        for number in range(100):
            await stream.publish(2, f"after{number}", b"x")
        return [name for name in await taken(stream, "archive", last="after99") if name.startswith("after")]

    with running_nats() as (before, _):
        saved, data = run(nats_of(before), lambda broker: save_under_load(broker, before.url or ""))
    with running_nats() as (after, _):
        restore(after.url, saved, data)
        assert talk(after.url, lambda client: stream_problems(client, "EVENTS")) == []
        assert run(nats_of(after), send_and_take) == [f"after{number}" for number in range(100)]


def test_a_journal_comes_back_with_its_numbers() -> None:
    async def fill(broker: Broker) -> None:
        journal = await broker.journal("detections")
        for number in range(1, 6):
            await journal.append(f"d{number}", b"x")
        await journal.delete(2)

    async def look(broker: Broker) -> list[tuple[int, str]]:
        journal = await broker.journal("detections")
        await journal.append("d6", b"x")
        return [(entry.number, entry.name) for entry in await read(journal, after=1, count=4)]

    with running_nats() as (before, _):
        run(nats_of(before), fill)
        saved, data = save(before.url, "DETECTIONS")
    with running_nats() as (after, _):
        restore(after.url, saved, data)
        assert run(nats_of(after), look) == [(3, "d3"), (4, "d4"), (5, "d5"), (6, "d6")]


def test_a_bucket_comes_back_with_its_values() -> None:
    async def put(client: Client) -> None:
        bucket = await client.jetstream().create_key_value(bucket="state")
        for number in range(300):
            await bucket.put(f"tenant.{number}", str(number).encode())

    async def get(client: Client) -> list[str]:
        bucket = await client.jetstream().key_value("state")
        return [((await bucket.get(f"tenant.{number}")).value or b"").decode() for number in range(300)]

    with running_nats() as (before, _):
        talk(before.url, put)
        names = talk(before.url, stream_names)
        saved, data = save(before.url, "KV_state")
    with running_nats() as (after, _):
        restore(after.url, saved, data)
        values = talk(after.url, get)

    assert names == ["KV_state"]
    assert values == [str(number) for number in range(300)]


def test_registries_come_before_the_stream_of_events_and_journals_after_it() -> None:
    async def story(client: Client) -> list[str]:
        context = client.jetstream()
        for name in ("DEAD", "EVENTS", "DETECTIONS"):
            await context.add_stream(name=name, subjects=[f"{name}.>"])
        await context.create_key_value(bucket="state")
        return await stream_names(client)

    with running_nats() as (server, _):
        assert talk(server.url, story) == ["KV_state", "EVENTS", "DEAD", "DETECTIONS"]


def test_a_cut_or_changed_snapshot_is_refused_by_the_server() -> None:
    async def fill(client: Client) -> None:
        await client.jetstream().add_stream(name="A", subjects=["a"])
        for number in range(50):
            await client.jetstream().publish("a", str(number).encode() * 100)

    with running_nats() as (server, _):
        talk(server.url, fill)
        saved, data = save(server.url, "A")
    with running_nats() as (server, _), pytest.raises(SnapshotFailed, match="stream A: "):
        restore(server.url, saved, data[: len(data) // 2])
    with running_nats() as (server, _), pytest.raises(SnapshotFailed, match="stream A: "):
        restore(server.url, saved, data[:200] + bytes([data[200] ^ 1]) + data[201:])


def test_a_stream_that_is_there_is_never_written_over() -> None:
    async def make(client: Client) -> None:
        await client.jetstream().add_stream(name="A", subjects=["a"])

    with running_nats() as (server, _):
        talk(server.url, make)
        saved, data = save(server.url, "A")

        with pytest.raises(SnapshotFailed, match="stream A: stream name already in use"):
            restore(server.url, saved, data)


def test_a_stream_that_is_not_there_is_named() -> None:
    with running_nats() as (server, _), pytest.raises(SnapshotFailed, match="stream NONE: stream not found"):
        save(server.url, "NONE")


@pytest.mark.parametrize(
    ("back", "what"),
    [
        (0, "messages are harmed and cannot be read: 1, the first is 26"),
        (20, "NATS found its file harmed and gave up 25 messages"),
    ],
    ids=["in a message", "between messages"],
)
def test_a_sound_stream_has_no_problem_and_a_flipped_byte_is_one(back: int, what: str) -> None:
    async def fill(client: Client) -> None:
        await client.jetstream().add_stream(name="A", subjects=["a"])
        for number in range(50):
            await client.jetstream().publish("a", str(number).encode() * 100)
        await client.jsm().delete_msg("A", 10)

    async def look(client: Client) -> list[str]:
        return await stream_problems(client, "A")

    with running_nats() as (server, supervisor):
        talk(server.url, fill)
        sound = talk(server.url, look)
        supervisor.stop()
        block = next(Path(server.folder, "nats").rglob("*.blk"))
        data = bytearray(block.read_bytes())
        data[data.index(b"2525") - back] ^= 1
        block.write_bytes(data)
        supervisor.start()
        harmed = talk(server.url, look)

    assert sound == []
    assert harmed == [what]


def test_where_nobody_listens_it_is_said() -> None:
    with pytest.raises(StreamUnavailable, match="NATS cannot be reached"):
        talk("nats://127.0.0.1:9", stream_names)
