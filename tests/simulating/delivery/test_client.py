from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from otasuke.simulating.delivery.client import Answer, Connection, ConnectionLost
from simulating.delivery.gateway import Gateway, Reply, answer, gateway


def posted(reply: Callable[[object], Reply], times: int = 1) -> tuple[list[Answer], Gateway]:
    async def run() -> tuple[list[Answer], Gateway]:
        async with gateway(reply) as server:
            connection = Connection(server.server, timeout_s=5)
            answers = [await connection.post("/x", {"A": "b"}, b"data") for _ in range(times)]
            await connection.close()
        return answers, server

    return asyncio.run(run())


def test_a_connection_is_kept_between_requests() -> None:
    answers, server = posted(lambda _: answer(200, b"ok"), times=3)

    assert [one.status for one in answers] == [200] * 3
    assert server.connections == 1
    assert server.asked[0].data == b"data"
    assert server.asked[0].headers["a"] == "b"


def test_a_server_that_closes_is_connected_to_again() -> None:
    answers, server = posted(lambda _: answer(200, b"ok", "Connection: close"), times=2)

    assert [one.body for one in answers] == [b"ok", b"ok"]
    assert server.connections == 2


def test_chunks_are_put_together() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n"

    answers, _ = posted(lambda _: chunked, times=2)

    assert [one.body for one in answers] == [b"abcde"] * 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("Retry-After: 7", 7.0), ("X: y", None), ("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
def test_the_server_may_ask_for_patience(header: str, seconds: float | None) -> None:
    answers, _ = posted(lambda _: answer(429, b"", header))

    assert answers[0] == Answer(429, seconds, b"")


@pytest.mark.parametrize(
    "reply",
    [
        None,
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000,
    ],
)
def test_what_is_no_answer_is_a_lost_connection(reply: Reply) -> None:
    with pytest.raises(ConnectionLost):
        posted(lambda _: reply)


def test_nobody_there_is_a_lost_connection_too() -> None:
    async def run() -> None:
        async with gateway(lambda _: None) as server:
            gone = server.server
        await Connection(gone, timeout_s=5).post("/", {}, b"")

    with pytest.raises(ConnectionLost):
        asyncio.run(run())
