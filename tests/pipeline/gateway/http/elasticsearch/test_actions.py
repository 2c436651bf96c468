from __future__ import annotations

import json

import pytest

from otasuke.pipeline.gateway.http.elasticsearch.actions import Action, created, parse_action, refused
from otasuke.pipeline.gateway.intake import Refused


def test_an_action_says_what_to_do_and_where():
    assert parse_action(b'{"create": {"_index": "logs", "_id": 7}}', index="x") == Action("create", "logs", "7")
    assert parse_action(b'{"delete":{}}', index="x") == Action("delete", "x", "")


@pytest.mark.parametrize("line", [b"", b"5", b"[]", b"{}", b'{"index":5}', b'{"index":{}', b'{"index":{},"create":{}}'])
def test_what_is_no_action_is_refused(line: bytes):
    with pytest.raises(Refused, match="not one JSON object"):
        parse_action(line, index="x")


def test_an_action_that_nobody_knows_is_named():
    with pytest.raises(Refused, match="unknown action 'upsert'"):
        parse_action(b'{"upsert":{}}', index="x")


def test_an_answer_repeats_what_was_asked():
    action = Action("create", "logs", "7")

    assert (
        json.loads(created(action, is_short=False))["create"].items()
        >= {
            "_index": "logs",
            "_id": "7",
            "result": "created",
            "status": 201,
        }.items()
    )
    assert created(action, is_short=True) == b'{"create":{"status":201}}'
    assert json.loads(refused(action, "because"))["create"]["error"]["reason"] == "because"
