"""The reader of lines: what it takes is JSON, and what it leaves is left for a reason."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiled import engine_for
from detect.rules import rule
from otasuke.detect.engine.engine import Engine
from otasuke.detect.engine.workspace import Sizes
from otasuke.events import LogSource
from otasuke.events.shape import Class, Shape

SHAPE = Shape(
    "sample",
    (),
    lambda _: Class((LogSource("windows"),)),
    strip=("box",),
    rename={"first": ("one", "two")},
    beyond=("far.away",),
)
FIELDS = ("a", "a.b", "a.c", "first")
RULES = [rule(f"s:\n  {field}|contains: ab\ncondition: s") for field in FIELDS]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text("ab日\U0001f600\"\\/\n", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", min_size=1, max_size=3), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@cache
def shared_engine() -> Engine:
    return engine_for(RULES)


def found(line: bytes, engine: Engine | None = None) -> list[str] | None:
    """The fields of the line with `ab` in their values; None if it is left to Python."""
    left: list[bytes] = []
    hits = (engine or shared_engine()).match_lines(SHAPE, line, left.append)
    return None if left else [FIELDS[number] for _, number in hits.pairs.tolist()]


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), PLAIN, max_size=4))
def test_every_plain_line_is_read_here(record: dict[str, Any]) -> None:
    assert found(orjson.dumps({**record, "a": "AB"})) == ["a"]
    assert found(json.dumps({**record, "a": "xab"}).encode()) == ["a"]


@given(
    st.text('{}[]:,"\\ u0019aAeE+-.tfnrlsd8', max_size=30),
    st.sampled_from(("{}", '{{"x":{}}}', '{{"x":"{}"}}', '{{"{}":1}}')),
)
def test_what_is_read_here_is_json(inner: str, around: str) -> None:
    line = around.format(inner).strip().encode()

    if line and found(line) is not None:
        assert isinstance(orjson.loads(line), dict)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('{"a":"ab"}', ["a"]),
        ('{ "a" : "ab" }', ["a"]),
        ('{"a":{"b":"ab"}}', ["a.b"]),
        ('{"a.b":"ab"}', ["a.b"]),
        ('{"a":"ab","a.b":"ab"}', ["a", "a.b"]),
        ('{"a":["x","ab"]}', ["a"]),
        ('{"a":[]}', []),
        ('{"a":[null]}', []),
        ('{"a":null}', []),
        ('{"two":"ab"}', ["first"]),
        ('{"two":"ab","one":"x"}', []),
        ('{"two":"x","one":"ab"}', ["first"]),
        ('{"two":"ab","one":null}', ["first"]),
        ('{"two":"ab","one":[]}', ["first"]),
        ('{"box":{"a":"ab"}}', ["a"]),
        ('{"box":{"a":"x"},"a":"ab"}', []),
        ('{"a":"ab","box":{"a":"x"}}', []),
        ('{"box.a":"ab"}', ["a"]),
        ('{"a":"\\u0061B"}', ["a"]),
        ('{"a":"x\\"ab"}', ["a"]),
        ('{"a":"x\\\\ab"}', ["a"]),
        ('{"x":"\\ud83d\\ude00","a":"ab"}', ["a"]),
        ('{"x":1e5,"a":"ab"}', ["a"]),
        ('{"x":{"a":"ab"}}', []),
        ('{"x":[{"a":"ab"}]}', []),
    ],
)
def test_fields_are_found_by_their_paths(line: str, fields: list[str]) -> None:
    assert found(line.encode()) == fields


@pytest.mark.parametrize(
    "line",
    [
        '{"a":"x","a":"ab"}',
        '{"a.b":"ab","a":{"b":"x"}}',
        '{"a":[["ab"]]}',
        '{"a":[{"b":"ab"}]}',
        '{"\\u0061":"ab"}',
        '{"a ":"ab"}',
        '{"a":1.50}',
        '{"a":1e5}',
        '{"a":-0}',
        '{"far":{"away":{"x":1}}}',
        '{"far.away":1}',
        '{"far.away.x":1}',
        '{"far":{"away.x":1}}',
        '{"a":\t"ab"}',
        '{"x":"\\ud800"}',
        '{"x":"\\ude00\\ud83d"}',
        '{"x":"\\ud83d\\\\ude00"}',
        '{"x":"\\\\ud83d\\ude00"}',
        '{"x":1e999}',
        '{"x":' + "9" * 400 + "}",
        '{"x":' + "[" * 64 + "]" * 64 + "}",
        '{"a":"ab"',
        '{"a":"ab"}}',
        '{"a":"ab",}',
        "[]",
        "null",
    ],
)
def test_what_paths_do_not_express_is_left_to_python(line: str) -> None:
    assert found(line.encode()) is None


@pytest.mark.parametrize(
    "data", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe3\x81", b"\x00", b"\x1f"]
)
def test_bytes_that_no_json_holds_are_left_to_python(data: bytes) -> None:
    assert found(b'{"x":"' + data + b'"}') is None


@given(st.integers(0, 130), st.integers(0, 9))
def test_a_run_of_backslashes_may_cross_any_block(before: int, pairs: int) -> None:
    line = b'{"' + b"x" * before + b'":"' + b"\\\\" * pairs + b'","a":"ab"}'

    assert found(line) == ["a"]
    assert found(line.replace(b'","a"', b'\\","a"')) is None


def test_deep_lines_are_read_as_deep_as_the_normalisers_go() -> None:
    assert found(b'{"a":"ab","x":' + b"[" * 63 + b"]" * 63 + b"}") == ["a"]


@pytest.mark.parametrize(
    ("sizes", "line", "fits"),
    [
        (Sizes(quotes=128), '{"a":"ab"}', True),
        (Sizes(quotes=128), '{"a":"ab",' + ",".join(f'"{n}":"x"' for n in range(40)) + "}", False),
        (Sizes(tokens=2), '{"a":["x","ab"]}', True),
        (Sizes(tokens=2), '{"a":["x","y","ab"]}', False),
    ],
)
def test_a_line_that_does_not_fit_is_left_to_python(sizes: Sizes, line: str, fits: bool) -> None:
    assert (found(line.encode(), engine_for(RULES, sizes=sizes)) is not None) is fits
