"""A list is fetched only if it has changed, never more of it than is read, and nobody is sent into our own network."""

from __future__ import annotations

import gzip
import socket
from dataclasses import replace

import pytest

from otasuke.pipeline.indicators.fetching import Fetched, Limits, fetch
from otasuke.pipeline.indicators.reaching import CannotFetch
from pipeline.indicators.server import ListServer

SMALL = Limits(size_bytes=1000, silent_s=5, whole_s=20)


def fetched(url: str, limits: Limits = SMALL) -> Fetched:
    found = fetch(url, is_inside=True, limits=limits)
    assert found is not None
    return found


def refused(url: str, *, is_inside: bool = True, limits: Limits = SMALL) -> str:
    with pytest.raises(CannotFetch) as raised:
        fetch(url, is_inside=is_inside, limits=limits)
    return str(raised.value)


def test_a_list_comes_with_what_tells_whether_it_changes(server: ListServer) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
    url = server.gives("/a?key=x", "evil.com\n", headers=headers)

    assert fetched(url) == Fetched(b"evil.com\n", '"1"', "Mon, 23 Nov 2026 00:00:00 GMT")
    assert server.asked[0][0] == "/a?key=x"
    assert server.asked[0][1]["User-Agent"].startswith("otasuke/")


def test_a_list_that_has_not_changed_does_not_come_again(server: ListServer) -> None:
    url = server.gives("/a", "evil.com\n", headers={"ETag": '"1"'})

    assert fetch(url, etag='"1"', modified="then", is_inside=True) is None
    assert server.asked[0][1]["If-Modified-Since"] == "then"


def test_a_packed_list_is_unpacked(server: ListServer) -> None:
    url = server.gives("/a", gzip.compress(b"evil.com\n" * 9), headers={"Content-Encoding": "gzip"})

    assert fetched(url).data == b"evil.com\n" * 9


@pytest.mark.parametrize("packed", [False, True])
def test_more_than_may_be_there_is_not_read(server: ListServer, packed: bool) -> None:
    body = b"x" * 50_000_000 if packed else b"x" * 1001
    headers = {"Content-Encoding": "gzip"} if packed else {}
    url = server.gives("/a", gzip.compress(body) if packed else body, headers=headers)

    assert refused(url) == "the list is larger than 1,000 bytes"


@pytest.mark.parametrize(
    ("body", "more", "words"),
    [
        (b"half", {"length": 900}, "broke off"),
        (gzip.compress(b"evil.com")[:-9], {"headers": {"Content-Encoding": "gzip"}}, "ends too early"),
        (b"evil.com", {"headers": {"Content-Encoding": "gzip"}}, "cannot be asked: Error -3"),
        (b"evil.com", {"headers": {"Content-Encoding": "br"}}, "packed in a way"),
        (b"", {"status": 500}, "answers with status 500"),
        (b"", {"status": 403}, "answers with status 403"),
        (b"", {"status": 302}, "answers with status 302"),
    ],
)
def test_what_is_no_whole_list_is_refused_and_its_address_is_not_told(
    server: ListServer, body: bytes, more: dict[str, object], words: str
) -> None:
    url = server.gives("/secret-key", body, **more)

    said = refused(url)

    assert words in said
    assert "secret-key" not in said


def test_who_is_sent_elsewhere_asks_there(server: ListServer) -> None:
    server.gives("/b", "evil.com\n")
    url = server.gives("/a", status=301, headers={"Location": "/b"})

    assert fetched(url).data == b"evil.com\n"


def test_nobody_is_sent_around_for_ever(server: ListServer) -> None:
    url = server.gives("/a", status=302, headers={"Location": "/a"})

    assert refused(url) == "the server sends from one address to another, more than 5 times"
    assert len(server.asked) == 6


@pytest.mark.parametrize("place", ["http://lists.example.jp/a", "file:///etc/passwd", "ftp://lists.example.jp/"])
def test_nobody_is_sent_away_from_https(server: ListServer, place: str) -> None:
    assert "https:// alone" in refused(server.gives("/a", status=302, headers={"Location": place}))


def test_a_server_in_our_own_network_is_not_asked_unless_that_is_wanted(server: ListServer) -> None:
    url = server.gives("/a", "evil.com\n")

    assert "127.0.0.1 is in our own network or on this machine" in refused(url, is_inside=False)
    assert server.asked == []
    assert fetched(url).data == b"evil.com\n"


def test_a_server_that_nobody_vouches_for_is_not_believed(server: ListServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    assert "certificate verify failed" in refused(server.gives("/a", "evil.com\n"))


def test_a_server_that_is_not_there_or_silent_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        assert "silent for too long" in refused(f"https://127.0.0.1:{port}/", limits=replace(SMALL, silent_s=0.05))
    assert "cannot be asked" in refused(f"https://127.0.0.1:{port}/")
    assert "did not come within -1 s" in refused(f"https://127.0.0.1:{port}/", limits=replace(SMALL, whole_s=-1))
