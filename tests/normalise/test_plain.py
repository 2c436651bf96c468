from __future__ import annotations

import pytest

from otasuke.normalise.plain import plain_object, shaped_source
from otasuke.normalise.registry import JSON_SOURCES


def test_a_line_that_is_one_object_is_a_record():
    assert plain_object(b' {"a": [1, {"b": 2}]} ') == {"a": [1, {"b": 2}]}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[1]",
        b'"x"',
        b'{"Records": [{}]}',
        b"{" + b'"a":{' * 70 + b"}" * 71,
        b'{"a":"' + b"x" * (1 << 20) + b'"}',
    ],
)
def test_what_is_no_single_record_takes_the_long_way(line):
    assert plain_object(line) is None


def test_a_record_of_a_source_with_a_shape_is_told_by_its_content():
    source = shaped_source({"winlog": {"channel": "Security"}}, JSON_SOURCES)

    assert source is not None
    assert source.name == "windows.winlogbeat"


def test_a_record_of_a_source_without_a_shape_has_none():
    assert shaped_source({"just": "this"}, JSON_SOURCES) is None or JSON_SOURCES
