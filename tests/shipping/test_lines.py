"""Whole lines of any encoding become records in UTF-8."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.shipping.lines import (
    Encoding,
    encoding_of,
    end_of_first_line,
    end_of_last_line,
    first_nul,
    records_in,
    unit_of,
)

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16-le", "utf-16-be")
TEXT = st.text(st.characters(exclude_characters="\r\n\0\ufeff", exclude_categories=["Cs"]))


@given(st.sampled_from(ENCODINGS), st.lists(TEXT), TEXT, st.sampled_from(["\n", "\r\n"]))
def test_whole_lines_come_out_as_they_were_meant(encoding: Encoding, lines: list[str], half: str, ending: str) -> None:
    whole = "".join(line + ending for line in lines).encode(encoding)

    end = end_of_last_line(whole + half.encode(encoding), encoding)

    assert end == len(whole)
    assert records_in(whole, encoding) == [line.encode() for line in lines if line]


@given(st.sampled_from(ENCODINGS), st.binary())
def test_any_bytes_are_read_and_ends_are_at_whole_signs(encoding: Encoding, data: bytes) -> None:
    first, last = end_of_first_line(data, encoding), end_of_last_line(data, encoding)

    assert 0 <= first <= last <= len(data)
    assert bool(first) == bool(last)
    assert first % unit_of(encoding) == last % unit_of(encoding) == 0
    for record in records_in(data, encoding):
        assert record
        assert b"\n" not in record
        assert b"\0" not in record


@pytest.mark.parametrize(
    ("beginning", "encoding"),
    [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"{", "utf-8"), (b"", "utf-8")],
)
def test_the_byte_order_mark_tells(beginning: bytes, encoding: Encoding) -> None:
    assert encoding_of(beginning) == encoding


def test_a_byte_order_mark_is_no_part_of_a_record() -> None:
    assert records_in("\ufeffログ\n".encode(), "utf-8") == ["ログ".encode()]
    assert records_in("\ufeffログ\n".encode("utf-16-le"), "utf-16-le") == ["ログ".encode()]


def test_a_newline_that_spans_two_signs_is_none() -> None:
    assert end_of_last_line("\u0a00\u000b".encode("utf-16-be"), "utf-16-be") == 0
    assert end_of_first_line("\u0a00\u0041\n".encode("utf-16-le"), "utf-16-le") == 6


def test_blocks_of_nuls_end_a_line() -> None:
    assert records_in(b"half\0\0\0whole\n", "utf-8") == [b"half", b"whole"]
    assert records_in("half\0\0whole\n".encode("utf-16-le"), "utf-16-le") == [b"half", b"whole"]
    assert first_nul("a\0".encode("utf-16-le"), "utf-16-le") == 2
    assert first_nul("ab".encode("utf-16-le"), "utf-16-le") is None
