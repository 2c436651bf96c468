"""The door as a whole, before strangers and enemies. After each of them it still answers."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
from collections.abc import Iterator

import pytest

from otasuke.pipeline.gateway.http.app import ROUTES
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import BEARER, SAKURA, TOKEN, OpenDoor, open_door

MIB = 1 << 20
HEAD = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n".encode()
TAKING = (
    "/v1/events",
    "/v1/logs",
    "/_bulk",
    "/logs/_bulk",
    "/logs/_doc",
    "/services/collector",
    "/services/collector/raw",
)


@pytest.fixture(autouse=True)
def _still_answers(door: OpenDoor) -> Iterator[None]:
    yield
    door.intake.admitting = door.intake.accepting = None
    assert door.post("/v1/events", b"still here").json == {"accepted": 1}


@pytest.mark.parametrize("path", TAKING)
@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic ====", "ApiKey", "Bearer " + "x" * 10_000])
def test_a_stranger_hands_over_nothing(door: OpenDoor, path: str, authorization: str | None):
    reply = door.ask("POST", path, b"x", {"Authorization": authorization} if authorization else {})

    assert reply.status in (401, 403)
    assert b"token" in reply.body
    assert not door.intake.admitted
    assert not door.intake.accepted


@pytest.mark.parametrize("path", TAKING)
@pytest.mark.parametrize("status", [429, 503])
def test_what_is_not_admitted_is_not_read_and_told_when_to_come_again(door: OpenDoor, path: str, status: int):
    door.intake.admitting = Refused(status, "sakura has sent enough for now", retry_after_s=11)

    reply = door.post(path, b"x" * MIB, content_type="application/json")

    assert (reply.status, reply.headers["retry-after"]) == (status, "11")
    assert b"sakura has sent enough for now" in reply.body
    assert not door.intake.accepted


def test_who_is_refused_is_counted_and_stands_in_the_log_without_what_was_sent():
    with open_door() as other:
        other.post("/v1/events", b"a\nbc")
        for _ in range(5):
            other.ask("POST", "/_bulk", b"secret", {"Authorization": "Bearer secret"})
        other.post("/_bulk", b"secret")
        other.ask("GET", "/secret-path", headers={})
        counts = dict(other.door.counts)
    first, second = (json.loads(line) for line in other.said)

    assert counts == {
        "lines": 2, "bytes": 4, "unknown_sender": 6, "refused": 1, "refused_401": 6, "refused_400": 1,
    }  # fmt: skip
    assert (first["event"], first["door"], first["address"]) == ("door.stranger", "http", "127.0.0.1")
    assert (second["tenant"], second["sensor"], second["status"]) == ("sakura", "pc-1", 400)
    assert "secret" not in "".join(other.said)


def test_an_unknown_path_is_answered_with_those_that_take_logs(door: OpenDoor):
    reply = door.ask("POST", "/api/logs", b"x" * 1000, headers={})

    assert reply.status == 404
    for path in ("/v1/events", "/v1/logs", "/_bulk", "/services/collector", "/osquery/enroll"):
        assert path in reply.json["error"]


def test_a_wrong_method_is_answered_with_the_right_one(door: OpenDoor):
    reply = door.ask("GET", "/v1/events")

    assert (reply.status, reply.headers["allow"]) == (405, "POST")


def test_a_gigabyte_that_is_announced_is_refused_before_it_comes(door: OpenDoor):
    answer = door.say(HEAD + b"Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"more than 16777216 bytes" in answer
    assert not door.intake.admitted


def test_a_body_that_is_too_large_is_refused_while_it_comes(door: OpenDoor):
    reply = door.post("/v1/events", b"x" * (20 * MIB))

    assert reply.status == 413
    assert "send smaller batches" in reply.json["error"]


def test_a_gigabyte_in_chunks_is_counted_and_cut_off(door: OpenDoor):
    chunk = b"%x\r\n%s\r\n" % (MIB, b"x" * MIB)
    sent = 0
    with door.connect() as connection, contextlib.suppress(OSError):
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while sent < 1024:
            connection.sendall(chunk)
            sent += 1

    assert sent < 100
    assert not door.intake.accepted


def test_a_bomb_is_refused(door: OpenDoor):
    reply = door.post("/v1/events", gzip.compress(bytes(100 * MIB)), content_encoding="gzip")

    assert reply.status == 413
    assert "unpacked body has more than 67108864 bytes" in reply.json["error"]


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: -1\r\n",
        b"Content-Length: 1e3\r\n",
        b"Content-Length: 99999999999999999999999\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n",
        b"Transfer-Encoding: chunked, gzip\r\n",
        b"Bad\x00Name: 1\r\n",
        b"X: " + b"y" * (2 * MIB) + b"\r\n",
        b"".join(b"X-%d: 1\r\n" % number for number in range(1000)),
    ],
)
def test_a_head_that_makes_no_sense_is_refused(door: OpenDoor, head: bytes):
    answer = b""
    with contextlib.suppress(OSError):  # the server may close before it has read everything
        answer = door.say(HEAD + head + b"\r\nabc")

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert not door.intake.accepted


@pytest.mark.parametrize(
    "chunks", [b"zz\r\nabc\r\n", b"-5\r\nabc\r\n", b"ffffffffffffffffff\r\nabc", b"3\r\nabcdef\r\n0\r\n\r\n"]
)
def test_chunks_that_make_no_sense_are_no_records(door: OpenDoor, chunks: bytes):
    with door.connect() as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        while connection.recv(65536):
            pass

    assert not door.intake.accepted


def test_garbage_behind_a_request_does_not_undo_it(door: OpenDoor):
    answer = door.say(HEAD + b"Content-Length: 3\r\n\r\nabcGARBAGE GARBAGE\r\n\r\n")

    assert answer.count(b"HTTP/1.1 ") == 2
    assert answer.startswith(b"HTTP/1.1 200")
    assert door.intake.accepted == [(SAKURA, b"abc", None)]


def test_requests_one_behind_the_other_are_answered_in_their_order(door: OpenDoor):
    requests = b"".join(HEAD + b"Content-Length: 1\r\n\r\n%d" % number for number in range(10))

    answer = door.say(requests + b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.count(b"HTTP/1.1 200") == 11
    assert door.intake.lines == [b"%d" % number for number in range(10)]


def test_a_client_that_goes_away_leaves_nothing_behind(door: OpenDoor):
    with door.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\nonly so much")

    door.post("/v1/events", b"the next")
    assert door.intake.lines == [b"the next"]


def test_a_client_that_sends_its_body_slowly_is_sent_away():
    with open_door(limits=Limits(body_within_s=0.2)) as slow:
        answer = slow.say(HEAD + b"Content-Length: 100\r\nConnection: close\r\n\r\nonly so much")

    assert answer.startswith(b"HTTP/1.1 408")
    assert b"did not come within 0.2 seconds" in answer
    assert not slow.intake.accepted


def test_when_memory_is_full_more_is_to_come_later():
    with open_door(limits=Limits(held_bytes=MIB)) as small:
        reply = small.post("/v1/events", b"x" * (2 * MIB))
        again = small.post("/v1/events", b"x" * (MIB // 2))

    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert again.status == 200


def test_thousands_of_requests_with_wrong_tokens_are_all_answered(door: OpenDoor):
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=20)
    statuses = set()
    for number in range(3000):
        connection.request("POST", "/_bulk", b"{}", {"Authorization": f"Bearer {number}"})
        response = connection.getresponse()
        response.read()
        statuses.add(response.status)
    connection.close()

    assert statuses == {401}
    assert not door.intake.admitted


def test_paths_of_every_kind_are_answered(door: OpenDoor):
    for path in (
        "/%",
        "/%ff/_bulk",
        "/" + "a/" * 500,
        "/..%2f..%2fetc/passwd",
        "/?" + "x" * 5000,
        "/_bulk?filter_path=%",
    ):
        reply = door.ask("POST", path, b"x", BEARER)
        assert 400 <= reply.status < 500, path


@pytest.mark.parametrize("path", TAKING)
@pytest.mark.parametrize("body", [b"[" * MIB, b'{"a":' * 200_000, b"\xff" * 1000, b"\x00\n" * 1000, b"9" * 100_000])
@pytest.mark.parametrize("content_type", ["application/json", "application/x-protobuf"])
def test_bodies_that_make_no_sense_are_kept_or_refused(door: OpenDoor, path: str, body: bytes, content_type: str):
    reply = door.post(path, body, content_type=content_type)

    assert reply.status in (200, 201, 400)
    assert bool(door.intake.accepted) == (reply.status != 400)


def test_only_health_and_those_who_look_for_a_token_themselves_are_open():
    routes = {route.path for route in (*ROUTES.all,) if route.is_open}

    assert {path for path in routes if not path.startswith(("/osquery/", "/services/collector"))} == {"/health"}
