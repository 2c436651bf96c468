"""What only a real server can show: crashes, a full disk, nobody there."""

from __future__ import annotations

import asyncio
import time

import pytest

from otasuke.stream.jetstream import JetStream
from otasuke.stream.port import Stream, StreamUnavailable, partition_of
from stream.streams import GROUPS, run, running_nats


def test_what_was_confirmed_survives_a_kill_of_the_server() -> None:
    with running_nats() as (server, supervisor):

        async def publish(stream: Stream) -> None:
            for number in range(50):
                await stream.publish("sakura", f"b{number}", b"x" * 1000)

        async def count(stream: Stream) -> set[str]:
            return {one.batch for one in await stream.take("archive", partition_of("sakura"), most=99, wait_s=3)}

        run(lambda: JetStream.open(server.url or "", GROUPS), publish)
        process = supervisor.watched[0].process
        assert process is not None
        process.kill()
        process.wait()
        supervisor.start()

        assert run(lambda: JetStream.open(server.url or "", GROUPS), count) == {f"b{number}" for number in range(50)}


def test_a_full_stream_refuses_new_batches_and_keeps_the_old_ones() -> None:
    with running_nats() as (server, _):

        async def story(stream: Stream) -> int:
            for number in range(9):
                await stream.publish("sakura", f"b{number}", bytes(10_000))
            with pytest.raises(StreamUnavailable, match=r"did not confirm a batch: .*maximum bytes exceeded"):
                await stream.publish("sakura", "too-many", bytes(10_000))
            return len(await stream.take("archive", partition_of("sakura"), most=99, wait_s=2))

        kept = run(lambda: JetStream.open(server.url or "", GROUPS, largest_bytes=100_000), story)

    assert kept == 9


def test_where_nobody_listens_it_is_said() -> None:
    with pytest.raises(StreamUnavailable, match="NATS cannot be used"):
        asyncio.run(asyncio.wait_for(JetStream.open("nats://127.0.0.1:9", GROUPS), 10))


def test_a_server_that_goes_away_is_an_error_and_not_a_silence() -> None:
    with running_nats() as (server, supervisor):

        async def story(stream: Stream) -> float:
            supervisor.stop()
            began = time.monotonic()
            with pytest.raises(StreamUnavailable):
                await stream.publish("sakura", "b1", b"x")
            return time.monotonic() - began

        assert run(lambda: JetStream.open(server.url or "", GROUPS), story) < 20
