"""The bulk API, as clients use it and as enemies do."""

from __future__ import annotations

import gzip
import json

import pytest
from elasticsearch import Elasticsearch, helpers
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.http.elasticsearch.bulk import parse_bulk
from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import FUJI, OTHER_TOKEN, SAKURA, TOKEN, OpenDoor, parsed

CREATE = b'{"create":{"_index":"winlogbeat-8.19.0"}}'
DOCUMENT = b'{"@timestamp":"2026-11-23T00:00:00Z","message":"x"}'
DELETE = b'{"delete":{"_index":"logs","_id":"1"}}'
UPDATE = b'{"update":{"_index":"logs","_id":"1"}}'


def body(*lines: bytes) -> bytes:
    return b"".join(line + b"\n" for line in lines)


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("path", ["/_bulk", "/logs/_bulk", "/_bulk?refresh=true"])
def test_documents_are_accepted_and_each_has_its_answer(door: OpenDoor, method: str, path: str):
    reply = door.ask(method, path, body(CREATE, DOCUMENT) * 3)

    assert reply.status == 200
    assert reply.json["errors"] is False
    assert [item["create"]["status"] for item in reply.json["items"]] == [201] * 3
    assert {item["create"]["_index"] for item in reply.json["items"]} == {"winlogbeat-8.19.0"}
    assert door.intake.accepted == [(SAKURA, b"\n".join([DOCUMENT] * 3), None)]


def test_the_index_in_the_path_is_that_of_actions_that_name_none(door: OpenDoor):
    reply = door.post("/logs/_bulk", body(b'{"index":{}}', DOCUMENT))

    assert reply.json["items"][0]["index"]["_index"] == "logs"


def test_actions_with_ids_of_their_own_are_answered_in_their_order():
    actions = [b'{"index":{"_index":"logs","_id":"%d"}}' % number for number in range(5)]

    bulk = parse_bulk(body(*(line for action in actions for line in (action, DOCUMENT))))

    assert [item["index"]["_id"] for item in json.loads(b"[%s]" % bulk.items)] == list("01234")


def test_what_is_no_creation_is_refused_by_itself(door: OpenDoor):
    reply = door.post("/_bulk", body(CREATE, DOCUMENT, DELETE, UPDATE, b'{"doc":{}}', CREATE, b"", CREATE, DOCUMENT))

    assert reply.json["errors"] is True
    assert [(name, item["status"]) for one in reply.json["items"] for name, item in one.items()] == [
        ("create", 201),
        ("delete", 400),
        ("update", 400),
        ("create", 400),
        ("create", 201),
    ]
    reasons = [one["error"]["reason"] for item in reply.json["items"] for one in item.values() if "error" in one]
    assert reasons == [
        "line 3: delete is not possible: what was handed over is kept as it is",
        "line 4: update is not possible: what was handed over is kept as it is",
        "line 6: the document is empty",
    ]
    assert door.intake.lines == [DOCUMENT] * 2


def test_a_document_that_is_no_json_is_kept_as_it_is(door: OpenDoor):
    reply = door.post("/_bulk", body(CREATE, b'{"broken', CREATE, b"\xff\xfe"))

    assert reply.json["errors"] is False
    assert door.intake.lines == [b'{"broken', b"\xff\xfe"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "no actions"),
        (b"\n\n", "no actions"),
        (body(CREATE), "line 1: the last action has no document"),
        (body(CREATE, DOCUMENT, CREATE), "line 3: the last action has no document"),
        (body(CREATE, DOCUMENT, b'{"cre', DOCUMENT), r"Malformed action/metadata line \[3\]"),
        (body(DOCUMENT, DOCUMENT), r"Malformed action/metadata line \[1\]"),
        (b"x" * 1000, "Malformed"),
    ],
)
def test_a_body_that_cannot_be_taken_apart_is_refused_whole(sent: bytes, words: str):
    with pytest.raises(Refused, match=words) as refused:
        parse_bulk(sent)

    assert refused.value.status == 400


def test_empty_lines_before_actions_and_other_line_endings_are_allowed():
    assert parse_bulk(b"\n" + body(CREATE, DOCUMENT)).lines == DOCUMENT
    assert parse_bulk(body(CREATE, DOCUMENT).replace(b"\n", b"\r\n")).lines == DOCUMENT
    assert parse_bulk(body(CREATE, DOCUMENT)[:-1]).lines == DOCUMENT


def test_who_filters_the_answer_gets_a_short_one(door: OpenDoor):
    reply = door.post("/_bulk?filter_path=errors,items.*.error,items.*.status", body(CREATE, DOCUMENT))

    assert reply.json["items"] == [{"create": {"status": 201}}]


def test_what_the_intake_refuses_is_refused_with_its_words(door: OpenDoor):
    door.intake.accepting = Refused(503, "no disk is free", retry_after_s=30)

    reply = door.post("/_bulk", body(CREATE, DOCUMENT))

    assert (reply.status, reply.headers["retry-after"]) == (503, "30")
    assert reply.json["error"]["reason"] == "no disk is free"


@pytest.mark.parametrize(
    "credentials", [{"api_key": ("id", TOKEN)}, {"basic_auth": ("anybody", TOKEN)}, {"bearer_auth": TOKEN}]
)
@pytest.mark.parametrize("compress", [False, True])
def test_the_python_client_hands_over_every_document(door: OpenDoor, credentials: dict[str, str], compress: bool):
    with Elasticsearch(door.url, http_compress=compress, **credentials) as client:
        ok, faults = helpers.bulk(
            client, ({"_op_type": "create", "_index": "logs", "n": n} for n in range(1200)), chunk_size=500
        )

    assert (ok, faults) == (1200, [])
    assert [one["n"] for one in door.intake.documents] == list(range(1200))
    assert {sender for sender, _, _ in door.intake.accepted} == {SAKURA}


def test_the_python_client_is_told_which_document_was_refused(door: OpenDoor):
    with Elasticsearch(door.url, api_key=OTHER_TOKEN) as client:
        ok, faults = helpers.bulk(
            client,
            [{"_index": "logs", "n": 1}, {"_op_type": "delete", "_index": "logs", "_id": "1"}],
            raise_on_error=False,
        )

    assert ok == 1
    assert faults[0]["delete"]["status"] == 400
    assert door.intake.accepted == [(FUJI, b'{"n":1}', None)]


@given(
    st.lists(st.sampled_from([CREATE, DOCUMENT, DELETE, UPDATE, b"", b"{}", b'{"index":{}}', b"\r", b"[[["])).map(
        lambda lines: body(*lines)
    )
    | st.binary()
)
def test_any_bytes_become_records_or_are_refused(sent: bytes):
    bulk = parsed(parse_bulk, sent)

    if bulk is not None:
        items = [item for one in json.loads(b"[%s]" % bulk.items) for item in one.values()]
        accepted = sum(item["status"] == 201 for item in items)
        assert accepted == (bulk.lines.count(b"\n") + 1 if accepted else 0)
        assert bulk.errors == (accepted < len(items))


def test_packed_and_unpacked_bodies_are_the_same(door: OpenDoor):
    door.post("/_bulk", gzip.compress(body(CREATE, DOCUMENT)), content_encoding="gzip")

    assert door.intake.lines == [DOCUMENT]
