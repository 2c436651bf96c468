"""Twin of `otasuke.normalise.json_values`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import effort
from otasuke.events import Reject, RejectReason
from otasuke.normalise.json_lines import JsonRecord
from otasuke.normalise.json_values import read_values
from otasuke.normalise.lines import LONGEST_RECORD_BYTES

ONE, TWO = {"a": {"b": [1, "山田"]}}, {"c": "}]{["}


def read(data: bytes, size: int = 1 << 18) -> list[JsonRecord | Reject]:
    return list(read_values([data[start : start + size] for start in range(0, len(data), size)], "x"))


def values(found: list[JsonRecord | Reject]) -> list[Any]:
    return [item.value if isinstance(item, JsonRecord) else item.reason for item in found]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ONE) + json.dumps(TWO),
        json.dumps(ONE, indent=2) + "\n" + json.dumps(TWO, indent=2),
        json.dumps([ONE, TWO], indent=4),
        "[\n" + json.dumps(ONE) + ",\n" + json.dumps(TWO) + "\n]",
        json.dumps({"Records": [ONE, TWO]}, indent=1),
        json.dumps({"@odata.context": "x", "n": 1, "value": [ONE, TWO], "next": "https://x", "end": True}),
        "\ufeff" + json.dumps(ONE) + "\0\0\n" + json.dumps(TWO, ensure_ascii=False),
    ],
)
@pytest.mark.parametrize("size", [1, 1 << 18])
def test_records_are_found_wherever_they_stand(text: str, size: int) -> None:
    assert values(read(text.encode(), size)) == [ONE, TWO]


def test_odd_json_is_read_leniently() -> None:
    data = b'{"nan":NaN,"tab":"a\tb","half":"\\ud83d!","pair":"\\ud83d\\ude00","not":"\\\\ud83d","bytes":"\x8e\x52"}'

    [record] = values(read(data))

    assert record["nan"] == "NaN"
    assert record["tab"] == "a\tb"
    assert record["half"] == "\ufffd!"
    assert record["pair"] == "\U0001f600"
    assert record["not"] == "\\ud83d"
    assert "\ufffd" in record["bytes"]


def test_a_broken_record_costs_only_itself() -> None:
    found = read(b'{\n "a": 1,\n "b": {\n' + json.dumps(TWO, indent=1).encode() + b'\n{"x" 1}\n{"d":2}')

    assert values(found) == [RejectReason.BROKEN_JSON, TWO, RejectReason.BROKEN_JSON, {"d": 2}]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b'{"a": "b', "Unterminated string starting at character 6"),
        (b'{"a" 1}', "Expecting ':' delimiter at character 5"),
    ],
)
def test_it_is_said_where_a_record_is_broken(data: bytes, detail: str) -> None:
    (reject,) = read(data)

    assert isinstance(reject, Reject)
    assert reject.detail == detail


def test_an_element_of_an_indented_array_costs_only_itself() -> None:
    found = read(b'[\n  {"a": tru},\n  {"b": 1}\n]')

    assert values(found) == [RejectReason.BROKEN_JSON, {"b": 1}]


def test_offsets_are_those_of_the_bytes() -> None:
    data = '{"名":1}\n \x00{"b":2}\nテキスト\n{"c":3}'.encode() + b'\n{"d":"\xff"}'

    assert [item.offset for item in read(data)] == [
        data.index(piece) for piece in ('{"名'.encode(), b'{"b"', "テ".encode(), b'{"c"', b'{"d"')
    ]


def test_a_record_that_is_too_long_is_a_reject_and_the_next_one_is_read() -> None:
    long = b'{"a":"' + b"x" * (3 * LONGEST_RECORD_BYTES) + b'"}'

    assert values(read(long + b'\n{"b":1}')) == [RejectReason.TOO_LONG, {"b": 1}]
    assert values(read(long[:-1] + b'\n{"b":1}')) == [RejectReason.TOO_LONG, {"b": 1}]


@pytest.mark.parametrize(
    "piece", [b"[", b"{", b'{"a":', b'{"\n', b"{[\n", b'{"a":[\n', b"\n{", b"[\n", b'{"a":{\n{"', b"\\", b' "', b"\n"]
)
def test_broken_text_takes_no_more_time_than_it_has_records(piece: bytes) -> None:
    data = piece * ((1 << 16) // len(piece))

    assert effort(lambda: read(data)) < 300


@given(st.text(alphabet='{}[]",:\\u d8a1\n', max_size=60), st.integers(1, 9))
def test_the_size_of_the_chunks_changes_nothing(text: str, size: int) -> None:
    assert read(text.encode(), size) == read(text.encode())


@given(st.binary(max_size=100))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    for item in read(b'{"' + data):
        assert isinstance(item, Reject) or json.dumps(item.value).encode()
