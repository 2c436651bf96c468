"""Every way, against the real doors; and what is said of doors that misbehave, against made-up ones."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import msgpack
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.config import Doors, Listen
from otasuke.enrol.senders import Sender
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.pipeline.gateway.http.server import serve_http
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.fluent import serve_fluent
from otasuke.pipeline.gateway.sockets.syslog import serve_syslog, serve_syslog_tls
from otasuke.pipeline.health.canary import Canary, nonce_in
from otasuke.pipeline.health.canary_ways import (
    CANARY_ADDRESS,
    NotTaken,
    canary_address,
    send_bulk,
    send_datagram,
    send_fluent,
    send_lines,
    send_syslog,
    source_of,
    trusting,
    ways,
)
from otasuke.pipeline.health.event import CANARY_TENANT
from pipeline.gateway.sockets.doors import HERE, SILENT, Certificates, FakeIntake, KnownSenders, run, until

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
TOKEN = "canary-token-0123456789abcdef"
CANARIES = Sender(CANARY_TENANT, "canary")
PATHS = {"http_bulk", "http_lines", "syslog_tcp", "syslog_udp", "fluent"}


@asynccontextmanager
async def all_doors(certificate: tuple[Path, Path] | None = None) -> AsyncIterator[tuple[Doors, FakeIntake]]:
    """The gateway's own doors, and what came in by them."""
    intake = FakeIntake()
    senders = KnownSenders(addresses={CANARY_ADDRESS: CANARIES}, tokens={TOKEN: CANARIES})
    http = await serve_http(HERE, senders=senders, intake=intake, log=SILENT, certificate=certificate)
    syslog = await serve_syslog(HERE, senders=senders, intake=intake, log=SILENT)
    fluent = await serve_fluent(
        HERE, senders=KnownSenders({}, tokens={TOKEN: CANARIES}), intake=intake, log=SILENT, certificate=certificate
    )
    tls = None
    if certificate:
        tls = await serve_syslog_tls(HERE, certificate=certificate, senders=senders, intake=intake, log=SILENT)
    try:
        yield (
            Doors(
                http=Listen("127.0.0.1", http.port),
                syslog=Listen("127.0.0.1", syslog.port),
                syslog_tls=tls and Listen("127.0.0.1", tls.port),
                fluent=Listen("127.0.0.1", fluent.port),
                certificate=certificate,
            ),
            intake,
        )
    finally:
        await asyncio.gather(*(door.close() for door in (http, syslog, fluent, tls) if door))


async def sent_through(doors: Doors, intake: FakeIntake) -> tuple[dict[str, str], list[str | None]]:
    """Send a canary on each path: the nonces that were sent, and those that the normaliser finds in what came in."""
    nonces = {}
    for path, send in ways(doors, TOKEN).items():
        canary = Canary.new(path, NOON)
        nonces[path] = canary.nonce
        await send(canary)
    await until(lambda: len(intake.lines) >= len(nonces))
    events = [event for line in intake.lines for event in normalise(line, Context(NOON)) if isinstance(event, Event)]
    return nonces, [nonce_in(map(str, event.fields.values())) for event in events]


@pytest.mark.parametrize("with_tls", [False, True])
def test_a_canary_comes_through_every_door_and_its_nonce_is_found(with_tls: bool, tmp_path: Path):
    certificate = Certificates(tmp_path).server if with_tls else None

    async def story() -> tuple[dict[str, str], list[str | None], set[Sender]]:
        async with all_doors(certificate) as (doors, intake):
            nonces, found = await sent_through(doors, intake)
            return nonces, found, {sender for sender, _, _ in intake.accepted}

    nonces, found, senders = run(story)

    assert set(nonces) == (PATHS | {"syslog_tls"} if with_tls else PATHS)
    assert sorted(map(str, found)) == sorted(nonces.values())
    assert senders == {CANARIES}


def test_doors_that_are_shut_are_no_paths():
    assert ways(Doors(http=None, syslog=None, syslog_tls=None, fluent=None), TOKEN) == {}
    assert set(ways(Doors(), TOKEN)) == PATHS


@pytest.mark.parametrize("path", ["http_bulk", "http_lines", "fluent"])
def test_a_wrong_token_is_told(path: str):
    async def story() -> None:
        async with all_doors() as (doors, _):
            await ways(doors, "another")[path](Canary.new(path, NOON))

    with pytest.raises(NotTaken) as refused:
        run(story)
    assert refused.value.status == (0 if path == "fluent" else 401)


def test_a_certificate_of_somebody_else_is_not_trusted(tmp_path: Path):
    certificates = Certificates(tmp_path)

    async def story() -> None:
        async with all_doors(certificates.foreign) as (doors, _):
            assert doors.http is not None
            await send_lines(doors.http, TOKEN, Canary.new("http_lines", NOON), tls=trusting(certificates.server[0]))

    with pytest.raises(ssl.SSLCertVerificationError):
        run(story)


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("127.0.0.1", "127.0.0.1"), ("192.0.2.7", "192.0.2.7")],
)
def test_a_canary_comes_from_the_address_of_the_door_or_from_loopback(host: str, address: str):
    assert canary_address(Listen(host, 1)) == address


@pytest.mark.parametrize(
    ("host", "platform", "source"),
    [
        ("127.0.0.1", "linux", CANARY_ADDRESS),
        ("0.0.0.0", "linux", CANARY_ADDRESS),
        ("192.0.2.7", "linux", CANARY_ADDRESS),
        ("192.0.2.7", "darwin", "192.0.2.7"),
        ("0.0.0.0", "darwin", "127.0.0.1"),
        ("::", "linux", "::1"),
        ("2001:db8::7", "linux", "2001:db8::7"),
        ("fe80::7%eth0", "linux", "fe80::7"),
        ("::ffff:192.0.2.7", "linux", "192.0.2.7"),
    ],
)
def test_the_doors_for_syslog_know_from_where_canaries_come(
    host: str, platform: str, source: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "platform", platform)

    assert source_of(Listen(host, 1)) == source


def addresses_of_this_machine() -> list[str]:
    """The first that is not loopback, of each version."""
    found: dict[int, str] = {}
    for one in (one for ones in psutil.net_if_addrs().values() for one in ones):
        if one.family in (socket.AF_INET, socket.AF_INET6):
            address = ip_address(one.address)
            if not (address.is_loopback or address.is_link_local):
                found.setdefault(address.version, one.address)
    return [*found.values(), "::1"]


@pytest.mark.parametrize("host", addresses_of_this_machine())
def test_a_door_on_another_address_than_loopback_is_proven_too(host: str):
    here = Listen(host, 0)

    async def story() -> set[Sender]:
        intake = FakeIntake()
        senders = KnownSenders(addresses={source_of(here): CANARIES})
        try:
            door = await serve_syslog(here, senders=senders, intake=intake, log=SILENT)
        except CannotListen:
            pytest.skip(f"nobody can listen at {host} here")
        try:
            doors = Doors(http=None, syslog=Listen(host, door.port), syslog_tls=None, fluent=None)
            nonces, found = await sent_through(doors, intake)
            assert sorted(map(str, found)) == sorted(nonces.values())
        finally:
            await door.close()
        return {sender for sender, _, _ in intake.accepted}

    assert run(story) == {CANARIES}


@asynccontextmanager
async def made_up_door(says: bytes, *, reads_first: bool) -> AsyncIterator[Listen]:
    """A door that says something and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if reads_first:
            await reader.read(65536)
        writer.write(says)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Listen("127.0.0.1", server.sockets[0].getsockname()[1])


def told_by(says: bytes, send: Callable[[Listen], object], *, reads_first: bool = True) -> str:
    """What is said of a door that says this."""

    async def story() -> None:
        async with made_up_door(says, reads_first=reads_first) as listen:
            await send(listen)  # type: ignore[misc]

    with pytest.raises(NotTaken) as refused:
        run(story)
    return str(refused.value)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (b"", "the answer is no HTTP"),
        (b"HTTP/1.1 503 Busy\r\n\r\n", "the door answers 503"),
        (b"SSH-2.0-x\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 200 OK\r\n\r\nnot json", "the answer is none of the bulk API"),
        (b"HTTP/1.1 200 OK\r\n\r\n[]", "the answer is none of the bulk API"),
        (b'HTTP/1.1 200 OK\r\n\r\n{"errors": true}', "the bulk API refused the item"),
    ],
)
def test_what_is_wrong_with_an_http_door_is_told(says: bytes, words: str):
    canary = Canary.new("http_bulk", NOON)

    assert told_by(says, lambda listen: send_bulk(listen, TOKEN, canary)) == words


HELO = msgpack.packb(["HELO", {"nonce": b"n", "auth": b"a"}])


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (b"", "the door closed the connection"),
        (b"\xc1", "the answer is no Fluent Forward"),
        (msgpack.packb(1), "the door does not begin with HELO"),
        (msgpack.packb(["HELO", {}]), "the door does not begin with HELO"),
        (msgpack.packb(["HELO", {"nonce": 1}]), "the door does not begin with HELO"),
        (HELO, "the door closed the connection"),
        (HELO + msgpack.packb(["PONG", False, "no"]), "the handshake was refused"),
        (HELO + msgpack.packb(["PONG", True]) + msgpack.packb({"ack": "x"}), "the answer is no acknowledgement"),
    ],
)
def test_what_is_wrong_with_a_fluent_door_is_told(says: bytes, words: str):
    canary = Canary.new("fluent", NOON)

    assert told_by(says, lambda listen: send_fluent(listen, TOKEN, canary), reads_first=False) == words


@given(st.binary(max_size=200))
def test_no_door_can_make_a_canary_fail_in_another_way(says: bytes) -> None:
    canary = Canary.new("fluent", NOON)

    async def story() -> None:
        async with made_up_door(HELO + says, reads_first=False) as listen:
            for send in (send_fluent, send_bulk):
                with pytest.raises((NotTaken, OSError)):
                    await send(listen, TOKEN, canary)

    run(story)


def test_a_door_that_is_not_there_is_an_os_error():
    async def story() -> None:
        async with made_up_door(b"", reads_first=True) as listen:
            pass
        await send_syslog(listen, Canary.new("syslog_tcp", NOON))

    with pytest.raises(ConnectionRefusedError):
        run(story)


def test_a_datagram_to_nobody_is_no_error():
    async def story() -> bool:
        async with made_up_door(b"", reads_first=True) as listen:
            pass
        await send_datagram(listen, Canary.new("syslog_udp", NOON))
        return True

    assert run(story)
