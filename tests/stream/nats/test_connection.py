from __future__ import annotations

import asyncio
import time

import pytest

from otasuke.stream.nats.connection import Connection, told
from otasuke.stream.port import Stream, StreamUnavailable
from stream.streams import kill, nats_of, run_stream, running_nats, take


def test_where_nobody_listens_it_is_said() -> None:
    with pytest.raises(StreamUnavailable, match="NATS cannot be used"):
        asyncio.run(asyncio.wait_for(Connection().open("nats://127.0.0.1:9"), 10))


def test_an_error_of_the_network_becomes_ours() -> None:
    with pytest.raises(StreamUnavailable, match="asked in vain: gone"), told("asked in vain"):
        raise ConnectionResetError("gone")


def test_a_server_that_goes_away_is_an_error_and_works_again_when_it_is_back() -> None:
    with running_nats() as (server, supervisor):

        async def story(stream: Stream) -> list[str]:
            await stream.publish(2, "m1", b"x")
            kill(supervisor)
            with pytest.raises(StreamUnavailable):
                await stream.publish(2, "m2", b"x")
            await asyncio.to_thread(supervisor.start)
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                try:
                    await stream.publish(2, "m2", b"x")
                    break
                except StreamUnavailable:
                    await asyncio.sleep(0.1)
            return [one.name for one in await take(stream, "detect", wait_s=3)]

        assert run_stream(nats_of(server), story) == ["m1", "m2"]
