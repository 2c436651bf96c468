from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from otasuke.config import Listen
from otasuke.pipeline.gateway.sockets.door import Door
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.listener import Limits
from otasuke.pipeline.gateway.sockets.syslog import serve_syslog, serve_syslog_tls
from otasuke.pipeline.log import Log
from pipeline.gateway.sockets.doors import (
    FUJI,
    HERE,
    SAKURA,
    SILENT,
    Certificates,
    FakeIntake,
    KnownSenders,
    fingerprint,
    run,
    until,
)
from pipeline.gateway.sockets.test_listener import is_closed
from programs import logger, needs_logger, needs_ossl, needs_rsyslog, over_tcp, over_tls, start_rsyslog


@needs_logger
@pytest.mark.parametrize(
    "options",
    [
        ["-d"],
        ["-T"],
        ["-d", "--rfc5424"],
        ["-T", "--rfc5424"],
        ["-T", "--rfc3164"],
        ["-T", "--rfc5424", "--octet-count"],
    ],
    ids=" ".join,
)
def test_logger_is_understood(options: list[str]):
    async def story() -> FakeIntake:
        intake = FakeIntake()
        door = await serve_syslog(HERE, senders=KnownSenders(), intake=intake, log=SILENT)
        await asyncio.to_thread(logger, door.port, "Failed password ログイン", *options, "-t", "sshd")
        await until(lambda: bool(intake.accepted))
        await door.close()
        return intake

    intake = run(story)

    ((sender, line, _),) = intake.accepted
    assert sender == SAKURA
    assert line.startswith(b"<13>")
    assert line.endswith("Failed password ログイン".encode())


async def rsyslog_sends(tmp_path: Path, action: str, *, messages: int, intake: FakeIntake) -> None:
    """An rsyslogd reads a file and forwards its lines; end it when they are there."""
    (tmp_path / "in.log").write_text("".join(f"message {number} is here\n" for number in range(messages)))
    process = start_rsyslog(tmp_path, action)
    try:
        await until(lambda: len(intake.lines) >= messages)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)


def numbers(intake: FakeIntake) -> list[int]:
    return sorted(int(line.split(b"message ")[1].split()[0]) for line in intake.lines)


@needs_rsyslog
@pytest.mark.parametrize("framing", ["traditional", "octet-counted"])
def test_rsyslog_over_tcp_delivers_every_message_once(tmp_path: Path, framing: str):
    async def story() -> FakeIntake:
        intake = FakeIntake()
        door = await serve_syslog(HERE, senders=KnownSenders(), intake=intake, log=SILENT)
        await rsyslog_sends(tmp_path, over_tcp(door.port, framing=framing), messages=5000, intake=intake)
        await door.close()
        return intake

    intake = run(story)

    assert numbers(intake) == list(range(5000))
    assert {sender for sender, _, _ in intake.accepted} == {SAKURA}
    assert len(intake.accepted) < 500, "messages travel together"


@needs_ossl
@pytest.mark.parametrize("shows_certificate", [True, False])
def test_rsyslog_over_tls_is_known_by_its_certificate_or_else_by_its_address(tmp_path: Path, shows_certificate: bool):
    certificates = Certificates(tmp_path)
    senders = KnownSenders(certificates={fingerprint(certificates.sensor[0]): FUJI})

    async def story() -> FakeIntake:
        intake = FakeIntake()
        door = await serve_syslog_tls(
            HERE,
            certificate=certificates.server,
            clients=certificates.ca_file,
            senders=senders,
            intake=intake,
            log=SILENT,
        )
        shown = certificates.sensor if shows_certificate else None
        action = over_tls(door.port, ca_file=certificates.ca_file, shown=shown)
        await rsyslog_sends(tmp_path, action, messages=500, intake=intake)
        await door.close()
        return intake

    intake = run(story)

    assert numbers(intake) == list(range(500))
    assert {sender for sender, _, _ in intake.accepted} == {FUJI if shows_certificate else SAKURA}


async def tls_story(
    certificates: Certificates,
    senders: KnownSenders,
    *,
    context: ssl.SSLContext,
    clients: Path | None,
) -> tuple[FakeIntake, dict[str, int]]:
    """Send one message; return when it was accepted or the connection was ended."""
    intake = FakeIntake()
    door = await serve_syslog_tls(
        HERE, certificate=certificates.server, clients=clients, senders=senders, intake=intake, log=SILENT
    )
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, ssl=context)
        writer.write(b"11 <1>over\ntls")
        ending = asyncio.create_task(is_closed(reader))
        await until(lambda: bool(intake.accepted) or ending.done())
        writer.close()
        await ending
    except OSError:
        pass
    await door.close()
    return intake, dict(door.counts)


def test_a_certificate_that_was_handed_to_us_is_enough_whoever_signed_it(tmp_path: Path):
    certificates = Certificates(tmp_path)
    senders = KnownSenders(addresses={}, certificates={fingerprint(certificates.foreign[0]): FUJI})
    context = certificates.client_context(certificates.foreign)

    intake, _ = run(lambda: tls_story(certificates, senders, context=context, clients=certificates.foreign[0]))

    assert [(sender, lines) for sender, lines, _ in intake.accepted] == [(FUJI, b"<1>over tls")]


@pytest.mark.parametrize(
    ("shown", "count"), [("foreign", "handshake_failed"), ("sensor", "unknown_sender"), (None, "unknown_sender")]
)
def test_who_is_known_by_nothing_is_cut_off(tmp_path: Path, shown: str | None, count: str):
    certificates = Certificates(tmp_path)
    senders = KnownSenders(addresses={})
    context = certificates.client_context(getattr(certificates, shown) if shown else None)

    intake, counts = run(lambda: tls_story(certificates, senders, context=context, clients=certificates.ca_file))

    assert intake.accepted == []
    assert counts == {count: 1}


def test_an_unknown_certificate_is_not_helped_by_a_known_address(tmp_path: Path):
    certificates = Certificates(tmp_path)
    context = certificates.client_context(certificates.sensor)

    intake, counts = run(lambda: tls_story(certificates, KnownSenders(), context=context, clients=certificates.ca_file))

    assert intake.accepted == []
    assert counts == {"unknown_sender": 1}


def test_where_nobody_is_asked_for_a_certificate_an_unknown_address_gets_no_handshake(tmp_path: Path):
    certificates = Certificates(tmp_path)
    context = certificates.client_context()

    intake, counts = run(lambda: tls_story(certificates, KnownSenders(addresses={}), context=context, clients=None))

    assert intake.accepted == []
    assert counts == {"unknown_sender": 1}


def test_old_tls_is_refused(tmp_path: Path):
    certificates = Certificates(tmp_path)
    context = certificates.client_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    intake, counts = run(lambda: tls_story(certificates, KnownSenders(), context=context, clients=None))

    assert intake.accepted == []
    assert counts == {"handshake_failed": 1}


def test_unknown_senders_are_closed_at_once_over_tcp_and_the_log_has_their_address():
    told: list[str] = []

    async def story() -> tuple[bool, dict[str, int]]:
        log = Log("gateway", write=told.append)
        door = await serve_syslog(HERE, senders=KnownSenders(addresses={}), intake=FakeIntake(), log=log)
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        closed = await is_closed(reader)
        writer.close()
        await door.close()
        return closed, dict(door.counts)

    assert run(story) == (True, {"unknown_sender": 1})
    assert '"event": "door.stranger", "door": "syslog", "reason": "unknown_sender", "address": "127.0.0.1"' in told[0]


def test_a_sender_has_only_so_many_connections():
    async def story() -> tuple[bool, dict[str, int]]:
        intake = FakeIntake()
        door = await serve_syslog(
            HERE, senders=KnownSenders(), intake=intake, log=SILENT, limits=Limits(connections_each=1)
        )
        _, first = await asyncio.open_connection("127.0.0.1", door.port)
        first.write(b"<1>a\n")
        await until(lambda: bool(intake.accepted))
        reader, second = await asyncio.open_connection("127.0.0.1", door.port)
        closed = await is_closed(reader)
        first.close()
        second.close()
        await door.close()
        return closed, dict(door.counts)

    closed, counts = run(story)

    assert closed
    assert counts["too_many_connections"] == 1


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_port_that_is_taken_by_either_protocol_is_an_error(kind: socket.SocketKind):
    async def story(port: int) -> Door:
        return await serve_syslog(Listen("127.0.0.1", port), senders=KnownSenders(), intake=FakeIntake(), log=SILENT)

    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        with pytest.raises(CannotListen, match=r"Address already in use|another program receives UDP there"):
            run(lambda: story(taken.getsockname()[1]))
