"""The server: ports, certificates, and connections that come to nothing."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import ssl
import threading
from http.client import HTTPSConnection
from pathlib import Path

import pytest
import trustme

from otasuke.config import Listen
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.http.server import _connections, serve_http
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.log import Log
from pipeline.gateway.http.doors import OpenDoor, Recorder, Tokens, open_door


def refused(listen: Listen, certificate: tuple[Path, Path] | None = None) -> str:
    """Why a door cannot be opened."""

    async def attempt() -> None:
        await serve_http(listen, senders=Tokens(), intake=Recorder(), log=Log("gateway"), certificate=certificate)

    with pytest.raises(CannotListen) as cannot:
        asyncio.run(attempt())
    return str(cannot.value)


def test_a_door_knows_the_port_that_it_was_given(door: OpenDoor):
    assert door.port > 0
    assert door.ask("GET", "/health").status == 200


def test_a_port_that_somebody_has_is_not_shared(door: OpenDoor):
    words = refused(Listen("127.0.0.1", door.port))

    assert words == f"HTTP cannot listen at 127.0.0.1:{door.port}: Address already in use"


def test_a_port_that_another_program_has_is_not_shared():
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert "Address already in use" in refused(Listen("127.0.0.1", other.getsockname()[1]))


def test_an_address_that_is_not_ours_is_refused():
    assert "192.0.2.1:0: " in refused(Listen("192.0.2.1", 0))


def test_a_closed_door_accepts_nobody():
    with open_door() as door:
        assert door.ask("GET", "/health").status == 200

    with pytest.raises(OSError):
        door.connect()


def test_a_door_that_closes_answers_whom_it_let_in():
    answers: list[int] = []

    with open_door() as door:
        door.intake.open_for_accepting.clear()
        asking = threading.Thread(target=lambda: answers.append(door.post("/v1/events", b"x").status))
        asking.start()
        assert door.intake.is_accepting.wait(20)
        threading.Timer(0.1, door.intake.open_for_accepting.set).start()
    asking.join(20)

    assert answers == [200]


def test_a_fault_of_ours_is_said_in_the_log_and_harms_nobody_else(caplog: pytest.LogCaptureFixture):
    with open_door() as door:
        door.intake.accepting = ZeroDivisionError("a fault")
        status = door.post("/v1/events", b"x").status
        door.intake.accepting = None
        again = door.post("/v1/events", b"x").status

    assert (status, again) == (500, 200)
    assert "a fault" in caplog.text


def test_there_are_no_more_connections_than_file_descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    assert _connections(Limits(connections=10)) == 10
    assert _connections(Limits(connections=10 * soft)) < soft <= hard


def test_the_log_of_the_process_stays_as_it_was(capfd: pytest.CaptureFixture[str]):
    root, handlers = logging.getLogger(), list(logging.getLogger().handlers)

    with open_door() as door:
        door.ask("GET", "/health")

    assert root.handlers == handlers
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def certificate(authority: trustme.CA, tmp_path: Path) -> tuple[Path, Path]:
    issued = authority.issue_cert("127.0.0.1")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key.write_bytes(issued.private_key_pem.bytes())
    return cert, key


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_with_a_certificate_the_door_speaks_tls(
    authority: trustme.CA, certificate: tuple[Path, Path], version: ssl.TLSVersion
):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    context.minimum_version = context.maximum_version = version

    with open_door(certificate=certificate) as door:
        connection = HTTPSConnection("127.0.0.1", door.port, context=context, timeout=20)
        connection.request("GET", "/health")
        response = connection.getresponse()
        answer = response.read()
        connection.close()

    assert (response.status, answer) == (200, b'{"status":"ok"}')


def test_a_client_that_never_shakes_hands_keeps_nobody_out(authority: trustme.CA, certificate: tuple[Path, Path]):
    context = ssl.create_default_context()
    authority.configure_trust(context)

    with open_door(certificate=certificate) as door:
        silent = [door.connect() for _ in range(50)]
        silent[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
        with door.connect() as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            secure.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert secure.recv(100).startswith(b"HTTP/1.1 200")
        for one in silent:
            one.close()


@pytest.mark.parametrize("content", ["", "no certificate"])
def test_what_is_no_certificate_is_named(tmp_path: Path, content: str):
    path = tmp_path / "cert.pem"
    path.write_text(content)

    assert f"{path} and {path} are no certificate" in refused(Listen("127.0.0.1", 0), (path, path))


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path):
    assert "absent.pem" in refused(Listen("127.0.0.1", 0), (tmp_path / "absent.pem", tmp_path / "key.pem"))


def test_a_client_that_sends_its_head_slowly_is_sent_away():
    with open_door(limits=Limits(header_within_s=0.2)) as door:
        assert door.say(b"POST /v1/events HTTP/1.1\r\nHost: x\r\nX-Slow: ") == b""
        assert door.ask("GET", "/health").status == 200


def test_idle_connections_keep_the_others_out_no_longer_than_a_head_may_take():
    with open_door(limits=Limits(connections=5, header_within_s=0.2)) as door:
        idle = [door.connect() for _ in range(20)]

        assert door.ask("GET", "/health").status == 200
        for one in idle:
            one.close()
