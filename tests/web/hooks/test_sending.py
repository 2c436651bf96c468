"""Posting to real servers: a polite one, and hostile ones."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Sequence

import pytest

from hook_server import HookServer, hook_server
from otasuke.web.hooks.sending import MOST_ANSWER_BYTES, Answer, post
from otasuke.web.outside.asking import Network, resolve

SECONDS = 0.5


@pytest.fixture
def server() -> Iterator[HookServer]:
    with hook_server() as running:
        yield running


def network(server: HookServer, *answers: str, may_be_local: bool = True) -> Network:
    """Where hooks.example is this machine, or what else is said, one after another."""
    said = iter([[answer] for answer in answers])
    return Network(
        lambda host, port: next(said, ["127.0.0.1"]), server.trust, may_be_local=may_be_local, within_s=SECONDS
    )


def tell(server: HookServer, path: str = "/told?by=us", *, through: Network | None = None) -> Answer:
    url = f"https://hooks.example:{server.port}{path}"
    return post(url, b'{"a":1}', headers={"webhook-id": "x"}, network=through or network(server))


def test_what_is_told_arrives_and_the_answer_is_kept(server: HookServer) -> None:
    answer = tell(server)

    assert (answer.status, answer.words) == (200, "taken")
    (heard,) = server.heard
    assert heard.line == "POST /told?by=us HTTP/1.1"
    assert heard.body == b'{"a":1}'
    assert heard.headers["host"] == f"hooks.example:{server.port}"
    assert (heard.headers["content-type"], heard.headers["webhook-id"]) == ("application/json", "x")


def test_a_certificate_of_nobody_is_not_believed(server: HookServer) -> None:
    usual = Network(lambda host, port: ["127.0.0.1"], ssl.create_default_context(), may_be_local=True, within_s=SECONDS)

    answer = tell(server, through=usual)

    assert answer.status is None
    assert "CERTIFICATE_VERIFY_FAILED" in answer.words
    assert not server.heard


def test_a_certificate_of_another_name_is_not_believed() -> None:
    with hook_server(name="other.example") as server:
        assert "CERTIFICATE_VERIFY_FAILED" in tell(server).words


def test_a_name_that_means_this_machine_is_not_told(server: HookServer) -> None:
    answer = tell(server, through=network(server, may_be_local=False))

    assert (answer.status, answer.words) == (None, "not allowed: private")
    assert server.connections == 0


def test_a_name_of_which_one_address_is_private_is_not_told(server: HookServer) -> None:
    both = Network(lambda host, port: ["8.8.8.8", "10.0.0.1"], server.trust, within_s=SECONDS)

    assert tell(server, through=both).words == "not allowed: private"


def test_a_name_that_means_something_else_a_moment_later_gains_nothing(
    server: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    reached: list[object] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(where: object, **_: object) -> socket.socket:
        reached.append(where)
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("otasuke.web.outside.asking.socket.create_connection", connect)

    answer = tell(server, through=Network(rebinding, server.trust, within_s=SECONDS))

    assert answer.status is None
    assert asked == ["hooks.example"]
    assert reached == [("8.8.8.8", server.port)]


def test_a_redirect_is_not_followed(server: HookServer) -> None:
    server.answer = (
        f"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:{server.port}/secret\r\nContent-Length: 0\r\n\r\n".encode()
    )

    assert tell(server).status == 302
    assert len(server.heard) == 1


def _drip(connection: socket.socket) -> None:
    with connection:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000:
            try:
                connection.send(bytes([byte]))
            except OSError:
                return
            time.sleep(0.02)


def _drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    _drip(connection)


def _silence(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("answer", [_drip, _silence])
def test_who_answers_too_slowly_is_not_waited_for(server: HookServer, answer) -> None:
    server.answer = answer

    found = tell(server)

    assert (found.status, found.words) == (None, f"TimeoutError: no answer within {SECONDS} s")
    assert found.took_ms < 10_000


def test_who_never_ends_its_answer_has_taken_it(server: HookServer) -> None:
    server.answer = _drip_body

    assert tell(server).status == 200


def test_who_never_ends_its_handshake_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        quiet = Network(
            lambda host, port: ["127.0.0.1"], ssl.create_default_context(), may_be_local=True, within_s=SECONDS
        )

        answer = post(f"https://hooks.example:{port}/", b"{}", headers={}, network=quiet)

    assert answer.words == f"TimeoutError: no answer within {SECONDS} s"


def test_a_huge_answer_is_not_read(server: HookServer) -> None:
    server.answer = b"HTTP/1.1 200 OK\r\n\r\n" + "大きい\x1b[2J".encode() * 1_000_000

    answer = tell(server)

    assert answer.status == 200
    assert len(answer.words) <= MOST_ANSWER_BYTES
    assert "\x1b" not in answer.words


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0" * 100, b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200],
)
def test_what_is_no_answer_is_said_to_be_none(server: HookServer, answer: bytes) -> None:
    server.answer = answer

    found = tell(server)

    assert found.status is None
    assert found.words


def test_without_tls_only_this_machine_is_told() -> None:
    with hook_server(is_safe=False) as server:
        url = f"http://127.0.0.1:{server.port}/"

        told = post(url, b"{}", headers={}, network=network(server))
        refused = post(url, b"{}", headers={}, network=network(server, may_be_local=False))

    assert (told.status, refused.words) == (200, "not allowed: https")


def test_a_server_that_is_away_and_a_name_without_addresses_are_said(server: HookServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

    gone = post(f"https://hooks.example:{port}/", b"{}", headers={}, network=network(server))
    nameless = tell(server, through=Network(lambda host, port: [], server.trust, within_s=SECONDS))

    assert gone.words.startswith("ConnectionRefusedError")
    assert nameless.words == "OSError: the name has no address"


def test_the_usual_resolver_knows_this_machine() -> None:
    assert "127.0.0.1" in resolve("localhost", 443)
