"""Twin of `otasuke.normalise.json_lines`."""

from __future__ import annotations

import pytest

from otasuke.events import Reject, RejectReason
from otasuke.normalise.base import Line
from otasuke.normalise.json_lines import DEEPEST_NESTING, JsonRecord, is_deeper, parse_line


def parse(data: bytes) -> list[JsonRecord | Reject] | None:
    records = parse_line(Line(10, 0, data), "x")
    return None if records is None else list(records)


@pytest.mark.parametrize("data", [b'{"a":1}', b'[{"a":1}]', b'{"Records":[{"a":1}]}', b'{"n":"x","value":[{"a":1}]}'])
def test_the_records_of_a_line_are_found_in_arrays_and_envelopes(data: bytes) -> None:
    assert parse(data) == [JsonRecord(10, data, {"a": 1})]


def test_a_member_called_value_that_is_no_list_of_records_stays_a_member() -> None:
    data = b'{"value":["a"]}'

    assert parse(data) == [JsonRecord(10, data, {"value": ["a"]})]


def test_what_is_no_object_is_a_reject_for_each() -> None:
    found = parse(b'[1,{"a":1},"x"]') or []

    assert [getattr(item, "reason", None) for item in found] == [
        RejectReason.NOT_AN_OBJECT,
        None,
        RejectReason.NOT_AN_OBJECT,
    ]


def test_a_line_that_is_not_sound_is_left_to_others() -> None:
    assert parse(b'{"a":NaN}') is None
    assert parse(b'{"a":1}{"b":2}') is None


def test_deep_nesting_is_a_reject() -> None:
    deepest = b'{"a":' * DEEPEST_NESTING + b"1" + b"}" * DEEPEST_NESTING
    [allowed] = parse(deepest) or []
    [refused] = parse(b'{"a":' + deepest + b"}") or []

    assert isinstance(allowed, JsonRecord)
    assert isinstance(refused, Reject)
    assert refused.reason is RejectReason.TOO_DEEP


def test_depth_counts_containers() -> None:
    assert not is_deeper({"a": 1}, 1)
    assert is_deeper({"a": [1]}, 1)
