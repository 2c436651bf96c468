"""What only a real server can show: crashes, a full disk."""

from __future__ import annotations

import pytest

from otasuke.stream.port import Stream, StreamUnavailable
from stream.streams import kill, nats_of, run_stream, running_nats, take


def test_what_was_confirmed_survives_a_kill_of_the_server() -> None:
    with running_nats() as (server, supervisor):

        async def publish(stream: Stream) -> None:
            for number in range(10):
                await stream.publish(2, f"m{number}", b"x" * 1000)

        async def names(stream: Stream) -> set[str]:
            return {one.name for one in await take(stream, "archive", count=10)}

        run_stream(nats_of(server), publish)
        kill(supervisor)
        supervisor.start()

        assert run_stream(nats_of(server), names) == {f"m{number}" for number in range(10)}


def test_a_full_stream_refuses_new_messages_and_keeps_the_old_ones() -> None:
    with running_nats() as (server, _):

        async def story(stream: Stream) -> int:
            for number in range(9):
                await stream.publish(2, f"m{number}", bytes(10_000))
            with pytest.raises(StreamUnavailable, match=r"did not confirm a message: .*maximum bytes exceeded"):
                await stream.publish(2, "too-many", bytes(10_000))
            return len(await take(stream, "archive", count=9))

        assert run_stream(nats_of(server, largest_bytes=100_000), story) == 9
