"""Twin of `otasuke.normalise.lines`."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.events import Reject, RejectReason
from otasuke.normalise.base import Line
from otasuke.normalise.lines import LONGEST_RECORD_BYTES, encoding_of, is_binary, split_lines, to_utf8


def test_lines_carry_their_offset_and_number() -> None:
    lines = list(split_lines([b"a\r\n\n b", b"c\nd"], "x"))

    assert lines == [Line(0, 0, b"a"), Line(4, 2, b"bc"), Line(8, 3, b"d")]


def test_a_line_that_is_too_long_is_a_reject_and_the_next_one_is_read() -> None:
    long = b"x" * (LONGEST_RECORD_BYTES + 1)

    reject, line = split_lines([long[:100], long[100:] + b"\nnext"], "x")

    assert isinstance(reject, Reject)
    assert (reject.reason, reject.offset) == (RejectReason.TOO_LONG, 0)
    assert line == Line(len(long) + 1, 1, b"next")


def test_a_run_of_nul_bytes_left_by_a_crash_is_no_content() -> None:
    assert [line.data for line in split_lines([b"a\n\0\0\0\n\0\0b\n"], "x") if isinstance(line, Line)] == [b"a", b"b"]


@given(st.binary(max_size=200), st.integers(1, 20))
def test_the_size_of_the_chunks_changes_nothing(data: bytes, size: int) -> None:
    chunks = [data[start : start + size] for start in range(0, len(data), size)]

    assert list(split_lines(chunks, "x")) == list(split_lines([data], "x"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False])
def test_utf_16_is_recognised_and_becomes_utf_8(encoding: str, *, mark: bool) -> None:
    text = '{"EventID": 1, "User": "管理者", "Channel": "Security"}\n' * 3
    bom = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[encoding]
    data = (bom if mark else b"") + text.encode(encoding)

    pieces = [data[start : start + 7] for start in range(0, len(data), 7)]

    assert encoding_of(data) == encoding
    assert b"".join(to_utf8(pieces, encoding)).decode() == text


def test_a_byte_order_mark_of_utf_8_is_dropped() -> None:
    assert b"".join(to_utf8([codecs.BOM_UTF8 + b"a", b"b"], "utf-8")) == b"ab"


def test_binary_data_is_told_from_text_with_nul_bytes() -> None:
    assert is_binary(b"\n\r\r\n\x1c\0\0\0M<+\x1a\x01\0\0\0\xff\xff\xff\xff\x1c\0\0\0")
    assert not is_binary(b"\0" * 500 + b"May  1 12:00:00 host sshd[1]: hello")
    assert not is_binary("日本語のログ".encode("shift_jis"))
