from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

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


def test_a_server_that_comes_back_elsewhere_is_found_there() -> None:
    with running_nats() as (server, supervisor):

        async def story() -> tuple[str | None, str]:
            before = server.url
            connection = Connection(lambda: server.url)
            await connection.open(before or "")
            kill(supervisor)
            (server.folder / "nats.port").write_text(f"{(urlsplit(before or '').port or 0) + 1}")
            await asyncio.to_thread(supervisor.start)
            deadline = time.monotonic() + 30
            while not connection.client.is_connected:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.05)
            await connection.client.flush()
            url = str(connection.client.connected_url and connection.client.connected_url.netloc)
            await connection.close()
            return before, url

        before, after = asyncio.run(asyncio.wait_for(story(), 60))

        assert after == urlsplit(server.url or "").netloc != urlsplit(before or "").netloc


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
            return [one.name for one in await take(stream, "detect", count=2)]

        assert run_stream(nats_of(server), story) == ["m1", "m2"]
