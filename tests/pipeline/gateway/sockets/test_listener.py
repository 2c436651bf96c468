from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from otasuke.config import Listen
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Complaints
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.listener import Limits, Listener, TooMany, address_of, bound_socket
from otasuke.pipeline.gateway.sockets.tls import server_context
from pipeline.gateway.sockets.doors import HERE, SAKURA, SILENT, Certificates, run, until

LIMITS = Limits(greeting_s=0.3)


async def echo(caller: Caller) -> None:
    while data := await caller.read(within_s=60):
        caller.writer.write(data)


def open_listener(
    converse: Callable[[Caller], Awaitable[None]] = echo, *, limits: Limits = LIMITS, **others: object
) -> tuple[Listener, Complaints]:
    complaints = Complaints("test", SILENT)
    given = {"is_welcome": lambda _: True, "limits": limits, "complaints": complaints, **others}
    return Listener(bound_socket(HERE, socket.SOCK_STREAM), converse, **given), complaints


async def is_closed(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


async def connect(listener: Listener) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", listener.port)


def test_a_caller_is_talked_with_and_closing_ends_it():
    async def story() -> tuple[bytes, bool]:
        listener, _ = open_listener()
        reader, writer = await connect(listener)
        writer.write(b"hello")
        answer = await reader.readexactly(5)
        await listener.close()
        closed = await is_closed(reader)
        writer.close()
        return answer, closed

    assert run(story) == (b"hello", True)


def test_who_is_not_welcome_is_closed_at_once():
    async def story() -> bool:
        listener, _ = open_listener(is_welcome=lambda address: address != "127.0.0.1")
        reader, writer = await connect(listener)
        closed = await is_closed(reader)
        writer.close()
        await listener.close()
        return closed

    assert run(story)


def test_strangers_of_one_address_take_an_eighth_of_the_places_and_leave_them_again():
    async def story() -> tuple[list[bool], dict[str, int]]:
        listener, complaints = open_listener(limits=replace(LIMITS, strangers=16))
        callers = [await connect(listener) for _ in range(2)]
        await until(lambda: len(listener._tasks) == 2)
        third, writer = await connect(listener)
        refused = [await is_closed(third)]
        for _, other in (*callers, (third, writer)):
            other.close()
        await until(lambda: not listener._tasks)
        reader, writer = await connect(listener)
        writer.write(b"x")
        refused.append(await reader.read(1) != b"x")
        writer.close()
        await listener.close()
        return refused, dict(complaints.counts)

    refused, counts = run(story)

    assert refused == [True, False]
    assert counts["too_many_connections"] == 1


def test_a_full_door_closes_new_connections():
    async def story() -> bool:
        listener, _ = open_listener(limits=replace(LIMITS, connections=1))
        _, first = await connect(listener)
        await until(lambda: len(listener._tasks) == 1)
        reader, second = await connect(listener)
        closed = await is_closed(reader)
        first.close()
        second.close()
        await listener.close()
        return closed

    assert run(story)


def test_who_is_introduced_is_no_stranger_but_may_not_come_too_often():
    strangers: list[int] = []

    async def story() -> int:
        async def converse(caller: Caller) -> None:
            try:
                with listener.introduced(caller, SAKURA):
                    strangers.append(listener._strangers.total())
                    await echo(caller)
            except TooMany:
                strangers.append(-1)

        listener, _ = open_listener(converse, limits=replace(LIMITS, connections_each=2))
        writers = [(await connect(listener))[1] for _ in range(3)]
        await until(lambda: len(strangers) == 3)
        for writer in writers:
            writer.close()
        await until(lambda: not listener._tasks)
        await listener.close()
        return listener._strangers.total() + listener._connections.total()

    assert run(story) == 0
    assert sorted(strangers) == [-1, 0, 0]


def test_a_fault_of_ours_ends_one_connection_and_is_told(caplog: pytest.LogCaptureFixture):
    async def story() -> dict[str, int]:
        async def converse(caller: Caller) -> None:
            raise ZeroDivisionError

        listener, complaints = open_listener(converse)
        reader, writer = await connect(listener)
        await is_closed(reader)
        writer.close()
        await until(lambda: bool(complaints.counts))
        await listener.close()
        return dict(complaints.counts)

    assert run(story) == {"broken_off": 1}
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    "garbage", [b"GET / HTTP/1.0\r\n\r\n", b"<13>plain syslog\n", bytes(300), b"\x16\x03\x01\xff\xff"]
)
def test_garbage_instead_of_tls_ends_in_a_complaint(tmp_path: Path, garbage: bytes):
    async def story() -> dict[str, int]:
        listener, complaints = open_listener(tls=server_context(Certificates(tmp_path).server))
        reader, writer = await connect(listener)
        writer.write(garbage)
        await is_closed(reader)
        writer.close()
        await until(lambda: bool(complaints.counts))
        await listener.close()
        return dict(complaints.counts)

    assert run(story) == {"handshake_failed": 1}


def test_who_is_slow_with_tls_is_closed(tmp_path: Path):
    async def story() -> bool:
        listener, _ = open_listener(tls=server_context(Certificates(tmp_path).server))
        reader, writer = await connect(listener)
        closed = await is_closed(reader)
        writer.close()
        await listener.close()
        return closed

    assert run(story)


def test_closing_waits_for_nobody_in_a_handshake(tmp_path: Path):
    async def story() -> None:
        tls = server_context(Certificates(tmp_path).server)
        listener, _ = open_listener(tls=tls, limits=Limits(greeting_s=3600))
        _, writer = await connect(listener)
        await until(lambda: len(listener._tasks) == 1)
        await listener.close(within_s=3600)
        writer.close()

    run(story)


def test_a_port_that_is_taken_is_named():
    with bound_socket(HERE, socket.SOCK_STREAM) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port}: Address already in use"):
            bound_socket(Listen("127.0.0.1", port), socket.SOCK_STREAM)


def test_addresses_are_written_in_one_way():
    assert address_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert address_of("fe80::1%eth0") == "fe80::1"
