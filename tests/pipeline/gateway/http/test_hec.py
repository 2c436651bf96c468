"""Splunk's HTTP Event Collector: codes and texts."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode

import pytest

from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import SAKURA, TOKEN, OpenDoor

EVENT = b'{"time": 1700000000.5, "host": "pc-1", "event": "Failed password"}'


@pytest.mark.parametrize(
    "authorization", [f"Splunk {TOKEN}", "Basic " + b64encode(f"x:{TOKEN}".encode()).decode(), f"Bearer {TOKEN}"]
)
@pytest.mark.parametrize("path", ["", "/event", "/event/1.0"])
def test_events_are_accepted(door: OpenDoor, authorization: str, path: str):
    reply = door.ask("POST", f"/services/collector{path}", EVENT * 2, {"Authorization": authorization})

    assert (reply.status, reply.json) == (200, {"text": "Success", "code": 0})
    assert [(sender, lines.count(b"\n")) for sender, lines, _ in door.intake.accepted] == [(SAKURA, 1)]


def test_raw_lines_are_accepted(door: OpenDoor):
    reply = door.post("/services/collector/raw?channel=FE0ECFAD-13D5-401B-847D-77833BD77131", gzip.compress(b"a\nb\n"),
                      content_encoding="gzip")  # fmt: skip

    assert reply.json["code"] == 0
    assert door.intake.lines == [b"a", b"b"]


def test_the_query_says_whose_raw_lines_they_are(door: OpenDoor):
    door.post("/services/collector/raw?host=pc-1", b"a\n")

    assert door.intake.documents == [{"message": "a", "host": {"name": "pc-1"}}]


@pytest.mark.parametrize("path", ["/health", "/health/1.0"])
def test_health_needs_no_token(door: OpenDoor, path: str):
    reply = door.ask("GET", f"/services/collector{path}", headers={})

    assert (reply.status, reply.json["code"]) == (200, 17)


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("", {}, 401, 2),
        ("/raw", {"Authorization": "Splunk wrong"}, 403, 4),
        (f"?token={TOKEN}", {}, 400, 16),
        ("/ack?channel=x", {"Authorization": f"Splunk {TOKEN}"}, 400, 14),
    ],
)
def test_who_is_refused_hears_splunks_number(
    door: OpenDoor, path: str, headers: dict[str, str], status: int, code: int
):
    reply = door.ask("POST", f"/services/collector{path}", EVENT, headers)

    assert (reply.status, reply.json["code"]) == (status, code)
    assert not door.intake.accepted


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {"text": "No data", "code": 5}),
        (EVENT + b'{"event": ""}', {"text": "Event field cannot be blank", "code": 13, "invalid-event-number": 1}),
        (EVENT + EVENT + b"{}", {"text": "Event field is required", "code": 12, "invalid-event-number": 2}),
    ],
)
def test_a_bad_event_is_named_and_nothing_is_taken(door: OpenDoor, body: bytes, expected: dict[str, object]):
    reply = door.post("/services/collector", body)

    assert (reply.status, reply.json) == (400, expected)
    assert not door.intake.accepted


@pytest.mark.parametrize(("status", "code"), [(429, 9), (503, 9)])
def test_what_the_intake_refuses_is_to_come_later(door: OpenDoor, status: int, code: int):
    door.intake.accepting = Refused(status, "slower", retry_after_s=4)

    reply = door.post("/services/collector", EVENT)

    assert (reply.status, reply.headers["retry-after"]) == (status, "4")
    assert json.loads(reply.body) == {"text": "slower", "code": code}
