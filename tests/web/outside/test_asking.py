"""Asking real servers for a whole answer. How hostile ones are met, tests/web/hooks/test_sending.py shows."""

from __future__ import annotations

import socket
import time

import pytest

from hook_server import hook_server
from otasuke.web.outside.asking import Network, Reply, TooLong, ask
from otasuke.web.outside.policy import BadUrl

SECONDS = 0.5


def get(server, *, body: bytes | None = None, most_bytes: int = 100, may_be_local: bool = True) -> Reply:
    network = Network(lambda host, port: ["127.0.0.1"], server.trust, may_be_local=may_be_local, within_s=SECONDS)
    return ask(
        f"https://hooks.example:{server.port}/a?b=c",
        body,
        headers={"Accept": "x/y"},
        network=network,
        most_bytes=most_bytes,
    )


def test_a_get_and_a_post_are_answered_whole() -> None:
    with hook_server() as server:
        assert get(server) == Reply(200, b"taken")
        assert get(server, body=b"a=b") == Reply(200, b"taken")

    assert [one.line for one in server.heard] == ["GET /a?b=c HTTP/1.1", "POST /a?b=c HTTP/1.1"]
    assert [one.body for one in server.heard] == [b"", b"a=b"]
    assert server.heard[0].headers["accept"] == "x/y"


def test_an_answer_that_is_too_long_is_none() -> None:
    with hook_server() as server:
        server.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000_000

        with pytest.raises(TooLong):
            get(server)


def test_an_answer_that_comes_byte_by_byte_is_not_waited_for() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n")
        for _ in range(90):
            try:
                connection.send(b"x")
            except OSError:
                return
            time.sleep(0.05)

    with hook_server() as server:
        server.answer = drip

        with pytest.raises(TimeoutError):
            get(server)


def test_nothing_of_our_own_network_is_asked() -> None:
    with hook_server() as server:
        with pytest.raises(BadUrl, match="private"):
            get(server, may_be_local=False)

        assert server.connections == 0
