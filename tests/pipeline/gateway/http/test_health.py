from __future__ import annotations

from pipeline.gateway.http.doors import OpenDoor


def test_anybody_may_ask_whether_the_door_is_open(door: OpenDoor):
    reply = door.ask("GET", "/health", headers={})

    assert (reply.status, reply.json) == (200, {"status": "ok"})


def test_an_answer_to_head_has_no_body(door: OpenDoor):
    reply = door.ask("HEAD", "/health", headers={})

    assert (reply.status, reply.body) == (200, b"")
