"""A line becomes the tokens of its values, if its structure is known."""

from __future__ import annotations

import pytest

from detect.kernel.reading import LINE, learner, texts_of
from otasuke.detect.kernel import record_layout as layout


def test_values_become_tokens_and_lists_their_items() -> None:
    assert texts_of(LINE) == ["4688", "Security", "PC", ("a", "1", "true")]


@pytest.mark.parametrize("blank", [b" ", b"  ", b"\r"])
def test_blanks_between_what_stands_there_change_nothing(blank: bytes) -> None:
    spaced = LINE.replace(b":", b": ").replace(b",", b" , ") + blank

    assert texts_of(spaced) == texts_of(LINE)


@pytest.mark.parametrize(
    "line",
    [
        LINE.replace(b'"Channel"', b'"EventID"'),
        LINE.replace(b'"Channel"', b'"Chann\\u0065l"'),
        LINE.replace(b'["a",1,true]', b'["a",[1]]'),
        LINE.replace(b'["a",1,true]', b'["a",{"b":1}]'),
        LINE.replace(b'["a",1,true]', b"[null,null]"),
        LINE.replace(b"4688", b'"' + b"x" * 2000 + b'"'),
        LINE.replace(b"Security", b"x" * (1 << 20)),
        b" " + LINE,
        LINE + b"}",
        LINE + LINE,
        LINE[:-1],
        b"{}",
        b"{",
        b"[]",
        b"",
    ],
    ids=range(15),
)
def test_what_the_long_way_would_read_in_another_way_is_left(line: bytes) -> None:
    assert texts_of(line) is None or b"xxx" in line[:20]


def test_lines_are_found_with_their_parcels_and_places() -> None:
    one = learner()

    lines = one.read([b"a\n\nb", b"", b"x" * 63, b"c\n"])

    assert lines[:, [layout.RECORD_PARCEL, layout.RECORD_ORDINAL]].tolist() == [
        [0, 0], [0, 1], [0, 2], [1, 0], [2, 0], [3, 0], [3, 1]
    ]  # fmt: skip
    assert [one.batch.line(number) for number in range(7)] == [b"a", b"", b"b", b"", b"x" * 63, b"c", b""]


def test_very_many_empty_lines_are_found_too() -> None:
    assert len(learner().read([b"\n" * 5000])) == 5001
