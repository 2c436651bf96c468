"""POST /v1/events."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.http.ndjson import parse_json, parse_lines
from pipeline.gateway.http.doors import SAKURA, OpenDoor, parsed

LINES = b'{"a": 1}\nOct  3 12:00:59 host sshd[1]: Failed password\n\n\xff\xfe no text\r\n'
RECORDS = b'{"a": 1}\nOct  3 12:00:59 host sshd[1]: Failed password\n\xff\xfe no text'


def test_lines_of_any_kind_are_records(door: OpenDoor):
    reply = door.post("/v1/events", LINES)

    assert (reply.status, reply.json) == (200, {"accepted": 3})
    assert door.intake.accepted == [(SAKURA, RECORDS, None)]
    assert door.intake.admitted == [(SAKURA, len(LINES))]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(LINES)),
        ("x-gzip", gzip.compress(LINES[:10]) + gzip.compress(LINES[10:])),
        ("deflate", zlib.compress(LINES)),
        ("deflate", zlib.compress(LINES)[2:-4]),
        ("zstd", zstandard.compress(LINES)),
    ],
)
def test_a_body_may_be_packed(door: OpenDoor, encoding: str, packed: bytes):
    reply = door.post("/v1/events", packed, content_encoding=encoding)

    assert reply.json == {"accepted": 3}
    assert door.intake.accepted == [(SAKURA, RECORDS, None)]


def test_a_batch_has_the_name_that_its_sender_gave_it(door: OpenDoor):
    assert door.post("/v1/events", b"x", otasuke_batch="pc-1/00017").status == 200

    assert door.intake.accepted == [(SAKURA, b"x", "pc-1/00017")]


@pytest.mark.parametrize("name", ["with spaces", "x" * 201])
def test_a_batch_with_an_impossible_name_is_refused(door: OpenDoor, name: str):
    reply = door.post("/v1/events", b"x", otasuke_batch=name)

    assert reply.status == 400
    assert "is no name of a batch" in reply.json["error"]
    assert not door.intake.accepted


def test_the_elements_of_a_json_array_are_records(door: OpenDoor):
    body = '[{"user": "田中",\n "n": 12345678901234567890}, "text", 5]'.encode()

    reply = door.post("/v1/events", body, content_type="application/json; charset=utf-8")

    assert reply.json == {"accepted": 3}
    assert door.intake.documents == [{"user": "田中", "n": 12345678901234567890}, "text", 5]


def test_a_json_object_on_several_lines_is_one_record():
    assert parse_json(b'{\n  "a": 1\n}\n') == [b'{"a":1}']


def test_json_objects_on_lines_are_records_whatever_the_content_type_says():
    assert parse_json(b'{"a": 1}\n{"a": 2}\n') == [b'{"a": 1}', b'{"a": 2}']


def test_an_array_that_breaks_off_is_refused(door: OpenDoor):
    reply = door.post("/v1/events", b'[{"a": 1}, {"a"', content_type="application/json")

    assert reply.status == 400
    assert "begins like a JSON array but is none" in reply.json["error"]


def test_an_empty_body_is_accepted_and_nothing_handed_on(door: OpenDoor):
    reply = door.post("/v1/events", b"\n\n")

    assert reply.json == {"accepted": 0}
    assert not door.intake.accepted


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(lambda one: json.dumps(one).encode())
)
def test_any_bytes_become_records_or_are_refused(body: bytes):
    for parse in (parse_lines, parse_json):
        assert all(line and b"\n" not in line for line in parsed(parse, body) or [])
