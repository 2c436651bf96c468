"""Senders that mean harm: they are refused with words, and the service goes on."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psutil
import pytest
import zstandard

from system.running import Running, call, send_attack

MOST_MEMORY_BYTES = 700 << 20
SLOW = 400
TINY = 20_000
TOGETHER = 100


@pytest.fixture
def survivor(plain: Running, request: pytest.FixtureRequest) -> Iterator[Running]:
    """A service that must be the same afterwards: the same process, of a decent size, and of use to others."""
    before = plain.pid("gateway")
    yield plain
    assert plain.pid("gateway") == before
    assert psutil.Process(before).memory_info().rss < MOST_MEMORY_BYTES
    send_attack(plain, "sumire", re.sub(r"[^a-z0-9]+", "-", f"after-{request.node.name}").strip("-"))


@pytest.fixture(scope="module")
def token(plain: Running) -> str:
    return plain.add_sensor("oni", "pc")


def connect(service: Running) -> socket.socket:
    listen = service.doors.http
    assert listen is not None
    return socket.create_connection((listen.host, listen.port), timeout=60)


def test_wrong_tokens(survivor: Running) -> None:
    answers = [call(survivor, "/v1/events", b"x" * 1000, token=f"ots_{number}") for number in range(500)]

    assert {status for status, _ in answers} == {401}
    assert {answer for _, answer in answers} == {answers[0][1]}
    assert answers[0][1]


def test_slow_loris(survivor: Running) -> None:
    """Heads that never end, and bodies that do not come, hold no door."""
    with ExitStack() as held:
        for number in range(SLOW):
            connection = held.enter_context(connect(survivor))
            connection.sendall(b"POST /v1/events HTTP/1.1\r\nHost: x\r\n" + (b"X-Slow: " if number % 2 else b""))
        send_attack(survivor, "sumire", "beside-the-slow")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_zip_bombs(survivor: Running, token: str, encoding: str) -> None:
    size = 1 << 30
    if encoding == "gzip":
        piece = gzip.compress(bytes(8 << 20))
        bomb = piece * (size // (8 << 20))
    else:
        bomb = zstandard.ZstdCompressor(level=3).compress(bytes(size))

    status, answer = call(survivor, "/v1/events", bomb, token=token, Content_Encoding=encoding)

    assert status == 413
    assert b"67108864 bytes" in answer


@pytest.mark.parametrize("told", [True, False], ids=["told", "not-told"])
def test_a_line_without_an_end(survivor: Running, token: str, told: bool) -> None:
    """A gigabyte without a line ending is refused, whether or not its size was told before."""
    how_large = f"Content-Length: {1 << 30}\r\n\r\n" if told else f"Transfer-Encoding: chunked\r\n\r\n{1 << 30:x}\r\n"
    with connect(survivor) as connection:
        head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{how_large}"
        connection.sendall(head.encode())
        answer = pour(connection)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"send smaller batches" in answer


def pour(connection: socket.socket) -> bytes:
    """Send a gigabyte, or as much as is taken without a pause; what is answered."""
    connection.settimeout(5)
    piece = b"x" * (1 << 20)
    try:
        for _ in range(1 << 10):
            connection.sendall(piece)
    except OSError:
        pass
    try:
        return connection.recv(65536)
    except OSError:
        return b""


def test_a_line_without_an_end_by_syslog(survivor: Running) -> None:
    listen = survivor.doors.syslog
    assert listen is not None
    survivor.add_sensor("oni", "utm", "--address", "127.0.0.66")

    with socket.create_connection((listen.host, listen.port), 60, source_address=("127.0.0.66", 0)) as connection:
        connection.sendall(b"<13>")
        pour(connection)


def test_bytes_that_are_no_text(survivor: Running, token: str) -> None:
    """They are stored, or refused with words: never a failure of the server."""
    for body in (
        b"\xff\xfe\x80" * 1000,
        b'{"message":"\xff\xfe"}',
        b"\0" * 5000,
        b'{"message":"\\ud800"}',
        b"\xed\xa0\x80",
    ):
        for path in ("/v1/events", "/_bulk", "/services/collector", "/v1/logs"):
            status, answer = call(survivor, path, body, token=token, Content_Type="application/json")
            assert status in (200, 400), (path, body[:20], answer)


def test_many_tiny_requests(survivor: Running, token: str) -> None:
    listen = survivor.doors.http
    assert listen is not None

    def send(count: int) -> Counter[int]:
        statuses: Counter[int] = Counter()
        connection = http.client.HTTPConnection(listen.host, listen.port, timeout=60)
        for _ in range(count):
            connection.request("POST", "/v1/events", b"x", {"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
        connection.close()
        return statuses

    with ThreadPoolExecutor(TOGETHER) as pool:
        statuses = sum(pool.map(send, [TINY // TOGETHER] * TOGETHER), Counter[int]())

    assert statuses == {200: TINY}
