"""osquery, played from its sources: plugins/remote/enroll/tls_enroll.cpp, plugins/logger/tls_logger.cpp."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.pipeline.gateway.http.osquery import parse_log
from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import SAKURA, TOKEN, OpenDoor, Reply, parsed

RESULT = {
    "name": "processes",
    "hostIdentifier": "pc-1",
    "calendarTime": "Mon Nov 23 00:00:00 2026 UTC",
    "unixTime": 1795392000,
    "epoch": 0,
    "counter": 1,
    "numerics": False,
    "decorations": {"hostname": "pc-1", "os_platform": "windows"},
    "columns": {"pid": "4242", "path": "C:\\Users\\tanaka\\evil.exe"},
    "action": "added",
}
STATUS = {
    "hostIdentifier": "pc-1",
    "calendarTime": "Mon Nov 23 00:00:00 2026 UTC",
    "unixTime": "1795392000",
    "severity": "1",
    "filename": "scheduler.cpp",
    "line": "83",
    "message": "Executing scheduled query",
    "version": "5.15.0",
}


def ask(door: OpenDoor, path: str, content: Any, *, packed: bool = False, **headers: str) -> Reply:
    body = json.dumps(content).encode()
    more = {"Content-Encoding": "gzip"} if packed else {}
    return door.ask("POST", f"/osquery/{path}", gzip.compress(body) if packed else body, headers | more)


def log(key: str, *data: Any, kind: str = "result") -> dict[str, Any]:
    return {"node_key": key, "log_type": kind, "data": list(data), "node_key_again": key}


def test_a_host_enrolls_is_configured_and_logs(door: OpenDoor):
    key = ask(door, "enroll", {"enroll_secret": TOKEN, "host_identifier": "pc-1", "host_details": {}}).json["node_key"]
    config = ask(door, "config", {"node_key": key}).json
    replies = [ask(door, "log", log(key, RESULT, RESULT)), ask(door, "log", log(key, STATUS, kind="status"))]

    assert config["node_invalid"] is False
    assert config["schedule"]["processes"]["interval"] == 60
    assert [reply.json for reply in replies] == [{"node_invalid": False}] * 2
    assert {sender for sender, _, _ in door.intake.accepted} == {SAKURA}
    assert door.intake.documents == [RESULT, RESULT, STATUS]


@pytest.mark.parametrize("packed", [False, True])
def test_the_key_is_known_by_the_header_or_by_the_beginning_of_the_body(door: OpenDoor, packed: bool):
    with_header = ask(door, "log", {"data": [RESULT]}, packed=packed, Authorization=f"NodeKey {TOKEN}")
    in_body = ask(door, "log", log(TOKEN, *[RESULT] * 500), packed=packed)

    assert (with_header.status, in_body.status) == (200, 200)
    assert len(door.intake.lines) == 501


@pytest.mark.parametrize("path", ["enroll", "config", "log", "distributed/read", "distributed/write"])
@pytest.mark.parametrize("content", [{"node_key": "unknown"}, {}, {"node_key": 5}, {"enroll_secret": "x" * 5000}])
def test_a_key_that_nobody_has_is_invalid(door: OpenDoor, path: str, content: Any):
    reply = ask(door, path, content)

    assert (reply.status, reply.json["node_invalid"]) == (200, True)


def test_a_token_that_is_revoked_ends_its_keys(door: OpenDoor):
    key = ask(door, "enroll", {"enroll_secret": TOKEN}).json["node_key"]
    del door.senders.known[TOKEN]

    reply = ask(door, "log", log(key, RESULT))

    assert reply.json["node_invalid"] is True
    assert not door.intake.accepted


def test_there_are_no_distributed_queries(door: OpenDoor):
    assert ask(door, "distributed/read", {"node_key": TOKEN}).json == {"queries": {}, "node_invalid": False}
    assert ask(door, "distributed/write", {"node_key": TOKEN, "queries": {}}).json["node_invalid"] is False


def test_a_stranger_cannot_have_a_bomb_unpacked(door: OpenDoor):
    bomb = gzip.compress(b'{"node_key": "unknown", "data": "' + b" " * (40 << 20))

    reply = door.ask("POST", "/osquery/log", bomb, {"Content-Encoding": "gzip"})

    assert reply.json["node_invalid"] is True
    assert not door.intake.admitted


def test_what_the_intake_refuses_is_an_error_that_osquery_tries_again(door: OpenDoor):
    door.intake.admitting = Refused(429, "slower", retry_after_s=9)

    reply = ask(door, "log", log(TOKEN, RESULT))

    assert (reply.status, reply.json, reply.headers["retry-after"]) == (429, {"error": "slower"}, "9")


def test_our_normaliser_understands_what_is_logged():
    lines = parse_log(json.dumps(log(TOKEN, RESULT, STATUS)).encode())

    context = Context(received_at=datetime(2026, 11, 23, tzinfo=UTC))
    sources = [found.source for line in lines for found in normalise(line, context)]

    assert sources == ["osquery.results", "osquery.status"]


@given(
    st.binary()
    | st.dictionaries(st.sampled_from(["data", "x"]), st.none() | st.lists(st.floats() | st.text())).map(
        lambda one: json.dumps(one).encode()
    )
)
def test_any_bytes_become_records_or_are_refused(body: bytes):
    assert not any(b"\n" in line for line in parsed(parse_log, body) or [])
