from __future__ import annotations

from collections.abc import Iterator

import pytest

from hook_server import HookServer, hook_server
from otasuke.carrier import Refused, Unanswered
from otasuke.carrier.account import Account
from otasuke.carrier.asking import ask


@pytest.fixture
def server() -> Iterator[HookServer]:
    with hook_server(is_safe=False) as running:
        yield running


def account(server: HookServer, path: str = "") -> Account:
    return Account(f"http://127.0.0.1:{server.port}{path}", "AC1", "geheim", "+815012345678", within_s=0.3)


def says(status: str, body: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def test_a_form_is_posted_with_the_login(server: HookServer) -> None:
    server.answer = says("201 Created", '{"sid": "SM1"}')

    assert ask(account(server, "/below/"), "/x.json", {"To": "+81", "Event": ["a", "b"]}) == {"sid": "SM1"}

    heard = server.heard[0]
    assert heard.line.startswith("POST /below/x.json ")
    assert heard.body == b"To=%2B81&Event=a&Event=b"
    assert {name.lower(): value for name, value in heard.headers.items()}["authorization"] == "Basic QUMxOmdlaGVpbQ=="


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        ("400 Bad Request", True),
        ("404 Not Found", True),
        ("401 Unauthorized", False),
        ("403 Forbidden", False),
        ("408 Request Timeout", False),
        ("429 Too Many Requests", False),
    ],
)
def test_a_no_is_a_no(server: HookServer, status: str, permanent: bool) -> None:
    server.answer = says(status, '{"code": 21211, "message": "not a valid number"}')

    with pytest.raises(Refused) as refused:
        ask(account(server), "/x.json", {})

    assert (refused.value.permanent, refused.value.code, refused.value.words) == (
        permanent,
        "21211",
        "not a valid number",
    )


@pytest.mark.parametrize(
    "answer",
    [
        says("500 Oops", ""),
        says("503 Busy", '{"code": 20503, "message": "later"}'),
        says("302 Found", ""),
        says("200 OK", "yes"),
        says("200 OK", "[1]"),
        b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{",
        b"",
        b"SSH-2.0\r\n",
    ],
)
def test_whatever_is_no_clear_answer_may_have_been_a_yes(server: HookServer, answer: bytes) -> None:
    server.answer = answer

    with pytest.raises(Unanswered):
        ask(account(server), "/x.json", {})


def test_nobody_there_took_nothing() -> None:
    with pytest.raises(Refused) as refused:
        ask(Account("http://127.0.0.1:1", "AC1", "x", "+81"), "/x.json", {})

    assert (refused.value.permanent, refused.value.code) == (False, "away")


def test_a_stranger_with_another_certificate_hears_nothing() -> None:
    with hook_server(name="localhost") as stranger, pytest.raises(Refused) as refused:
        ask(Account(f"https://localhost:{stranger.port}", "AC1", "x", "+81", within_s=1), "/x.json", {})

    assert refused.value.code == "away"
    assert not stranger.heard
