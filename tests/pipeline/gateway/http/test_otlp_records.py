from __future__ import annotations

import json
from typing import Any

import pytest

from otasuke.pipeline.gateway.http.otlp_records import lines_of
from pipeline.gateway.http.otlp_requests import record, request

TIME = "2023-11-14T22:13:20.123456789Z"


def documents(*bodies: Any, resource: dict[str, Any] | None = None) -> list[Any]:
    return [json.loads(line) for line in lines_of(request(*bodies, resource=resource))]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Oct  3 host sshd[1]: 失敗", "Oct  3 host sshd[1]: 失敗"),
        (5, "5"),
        (True, "true"),
        ([1, "a"], '[1,"a"]'),
        (b"text", "text"),
        (b"\xff\x00", "/wA="),
        ("", ""),
    ],
)
def test_a_body_that_is_no_map_is_the_message(body: Any, message: str):
    assert documents(body) == [{"@timestamp": TIME, "message": message}]


def test_a_record_without_a_body_has_its_attributes():
    assert documents(record(None, {"a": 1})) == [{"@timestamp": TIME, "a": 1}]


def test_a_body_that_is_a_map_is_the_document_and_what_it_says_counts():
    body = {"EventID": 4625, "@timestamp": "mine", "host": "mine", "Data": {"list": [1, {"x": b"y"}]}}

    one = documents(record(body, {"EventID": 1, "more": 2}), resource={"host.name": "pc-1", "os.type": "windows"})[0]

    assert one == body | {"Data": {"list": [1, {"x": "y"}]}, "more": 2, "os.type": "windows"}


def test_host_file_and_level_stand_where_the_common_schema_has_them():
    one = documents(
        record(
            "x", {"log.file.path": "/var/log/auth.log", "user.name": "田中"}, severity_number=17, event_name="login"
        ),
        resource={"host.name": "pc-1"},
    )[0]

    assert one["host"] == {"name": "pc-1"}
    assert one["log"] == {"level": "17", "file": {"path": "/var/log/auth.log"}}
    assert (one["user.name"], one["event.action"]) == ("田中", "login")
    assert "log.file.path" not in one


def test_an_attribute_of_the_record_goes_before_one_of_its_resource():
    assert documents(record("x", {"a": "record"}), resource={"a": "resource"})[0]["a"] == "record"


def test_a_record_that_does_not_say_when_has_the_time_when_it_was_seen():
    one = record("x", observed_time_unix_nano=2_000_000_000)
    one.time_unix_nano = 0

    assert documents(one)[0]["@timestamp"] == "1970-01-01T00:00:02.000000000Z"


def test_ids_are_hexadecimal():
    one = documents(record("x", trace_id=b"\x01" * 16, span_id=b"\x02" * 8))[0]

    assert (one["trace.id"], one["span.id"]) == ("01" * 16, "02" * 8)
