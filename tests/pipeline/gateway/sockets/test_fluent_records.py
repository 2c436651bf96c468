from __future__ import annotations

import json
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.sockets.fluent_records import line_of
from otasuke.pipeline.gateway.sockets.fluent_wire import EventTime, Reader
from pipeline.gateway.sockets.test_fluent_wire import objects


def document(entry: object, tag: str = "app.web") -> dict[str, Any]:
    line = line_of(tag, entry)
    assert b"\n" not in line
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_a_record_keeps_its_fields_and_gets_its_time_and_tag():
    assert document([1_700_000_000, {"log": "日本"}]) == {
        "log": "日本",
        "@timestamp": "2023-11-14T22:13:20Z",
        "fluent": {"tag": "app.web"},
    }


def test_what_a_record_has_of_its_own_is_not_overwritten():
    own = {"@timestamp": "2020-01-01T00:00:00Z", "fluent": "mine"}

    assert document([1, own]) == own


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (EventTime(1_700_000_000, 5), "2023-11-14T22:13:20.000000005Z"),
        (EventTime(1, 0xFFFFFFFF), "1970-01-01T00:00:05.294967295Z"),
        (1_700_000_000.25, "2023-11-14T22:13:20.250000000Z"),
        (msgpack.Timestamp(1_700_000_000, 0), "2023-11-14T22:13:20Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (2**64 - 1, None),
        (-(2**62), None),
        (float("inf"), None),
        (float("nan"), None),
        (True, None),
        ("now", None),
        (None, None),
    ],
)
def test_every_kind_of_time_is_written_in_one_way(time: object, expected: str | None):
    assert document([time, {}]).get("@timestamp") == expected


def test_metadata_of_fluent_bit_is_kept():
    found = document([[EventTime(1_700_000_000, 0), {"level": "warn"}], {"a": 1}])

    assert found["fluent"] == {"tag": "app.web", "metadata": {"level": "warn"}}
    assert document([[1_700_000_000, {}], {"a": 1}])["fluent"] == {"tag": "app.web"}


def test_bytes_become_text():
    record = {"a": b"\xe6\x97\xa5\xff", b"k\xff": 1, "t": "x\udcff", 7: {"inner": [b"z", EventTime(0, 0)]}}

    found = document([1, record])

    assert found["a"] == "日\ufffd"
    assert found["k\ufffd"] == 1
    assert found["t"] == "x\ufffd"
    assert found["7"] == {"inner": ["z", "1970-01-01T00:00:00Z"]}


def test_what_is_nested_too_deeply_loses_only_its_depth():
    record: dict[str, Any] = {"kept": 1}
    inner = record
    for _ in range(900):
        inner["in"] = {}
        inner = inner["in"]

    line = line_of("t", [1, record])

    assert b'"kept":1' in line
    assert b'"(nested too deeply)"' in line


@pytest.mark.parametrize("entry", [None, 5, [], [1], [1, "no record"], "text", {"a": 1}])
def test_what_is_no_entry_is_kept_whole(entry: object):
    assert document(entry) == {"message": entry, "fluent": {"tag": "app.web"}}


@given(objects, st.text())
def test_any_object_becomes_one_line(entry: object, tag: str):
    (found,) = Reader().feed(msgpack.packb([1, {"x": entry}]))
    (also,) = Reader().feed(msgpack.packb(entry))

    assert "x" in document(found, tag)
    document(also, tag)
