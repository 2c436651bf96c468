"""What passes as JSON in the kernel is JSON."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.kernel.reading import LINE, texts_of
from otasuke.pipeline.records.structures import Structures


@given(
    st.integers(0, len(LINE)),
    st.integers(0, 4),
    st.binary(max_size=4) | st.sampled_from([b'"', b"\\", b",", b"}", b"]", b"e9"]),
)
def test_what_is_read_of_a_spoilt_line_is_json_with_the_same_content(at: int, cut: int, put: bytes) -> None:
    line = LINE[:at] + put + LINE[at + cut :]

    texts = texts_of(line)

    if texts is not None:
        assert texts == Structures().learn(orjson.loads(line))[1]


@pytest.mark.parametrize(
    "value",
    [b"01", b"1.", b".5", b"+1", b"1e", b"--1", b"1" * 201, b"1e100", b"tru", b"truee", b"nul", b'"\\x"', b'"\\ud800"', b'"\\udc00"',
     b'"\\ud800\\u0041"', b'"\t"', b'"\x7f\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b"[1,]", b"[,1]", b"[1 2]", b'"a" "b"', b"NaN"],
)  # fmt: skip
def test_what_is_no_plain_json_is_left(value: bytes) -> None:
    assert texts_of(LINE.replace(b"4688", value)) is None


@pytest.mark.parametrize("value", ['a"b\\c/d', "日本\U0001f600", "\u0000\u001f", "x" * 200, "\\" * 64, "é" * 32 + "K"])
@pytest.mark.parametrize("ascii", [True, False])
def test_sound_texts_are_read_as_they_are(value: str, ascii: bool) -> None:
    line = LINE.replace(b"4688", json.dumps(value, ensure_ascii=ascii).encode())

    assert texts_of(line) is not None
    assert value in texts_of(line)
