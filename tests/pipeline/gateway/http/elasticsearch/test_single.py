from __future__ import annotations

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.http.elasticsearch.single import parse_document
from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import TOKEN, OpenDoor, parsed


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/logs/_doc"), ("PUT", "/logs/_doc/7"), ("PUT", "/logs/_create/7")]
)
def test_one_document_is_accepted(door: OpenDoor, method: str, path: str):
    reply = door.ask(method, path, b'{"a": 1}')

    assert (reply.status, reply.json["result"]) == (201, "created")
    assert door.intake.lines == [b'{"a": 1}']


def test_the_python_client_hands_over_one_document(door: OpenDoor):
    with Elasticsearch(door.url, api_key=TOKEN) as client:
        client.index(index="logs", document={"a": 1})

    assert door.intake.documents == [{"a": 1}]


def test_a_document_on_several_lines_becomes_one_line():
    assert parse_document(b'{\n"a": 1\n}') == b'{"a":1}'


@pytest.mark.parametrize("body", [b"", b"\n", b"{\n{", b"a\nb"])
def test_what_is_no_document_is_refused(body: bytes):
    with pytest.raises(Refused):
        parse_document(body)


@given(st.binary())
def test_any_bytes_are_a_line_or_are_refused(body: bytes):
    line = parsed(parse_document, body)

    assert line is None or (line and b"\n" not in line)
