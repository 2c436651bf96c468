"""Pieces of a log: nothing is left out, nothing comes twice, and a line is never divided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.shipping.followed import Followed
from otasuke.shipping.pieces import LONGEST_LINE_BYTES, Piece, next_piece

LOG = Followed(1, "a.log", "a.log", 1, 1, 0)


def pieces_of(data: bytes, *, largest: int = 1000, is_ended: bool = False) -> list[Piece]:
    log, pieces = LOG, []
    while piece := next_piece(log, lambda at, size: data[at : at + size], largest=largest, is_ended=is_ended):
        assert piece.after.offset > log.offset
        assert piece.count == piece.records.count(b"\n")
        log = piece.after
        pieces.append(piece)
    return pieces


def records(pieces: list[Piece]) -> list[bytes]:
    return b"".join(piece.records for piece in pieces).split(b"\n")[:-1]


@given(st.lists(st.binary(max_size=50)), st.integers(1, 60))
def test_all_whole_lines_come_in_their_order(lines: list[bytes], largest: int) -> None:
    lines = [
        line.replace(b"\n", b"")
        .replace(b"\r", b"")
        .replace(b"\0", b"")
        .replace(b"\xef", b"")
        .replace(b"\xff", b"")
        .replace(b"\xfe", b"")
        for line in lines
    ]
    data = b"".join(line + b"\n" for line in lines)

    pieces = pieces_of(data + b"half", largest=largest)

    assert records(pieces) == [line for line in lines if line]
    assert sum(len(data) for _ in pieces[-1:]) == (pieces[-1].after.offset if pieces else 0)


@given(st.binary(max_size=300), st.integers(1, 60), st.booleans())
def test_any_bytes_end_in_pieces(data: bytes, largest: int, is_ended: bool) -> None:
    pieces = pieces_of(data, largest=largest, is_ended=is_ended)

    if is_ended:
        assert (pieces[-1].after.offset if pieces else 0) == len(data)


def test_half_a_line_waits_until_its_file_has_ended() -> None:
    assert records(pieces_of(b"one\nhal")) == [b"one"]
    assert records(pieces_of(b"one\nhal", is_ended=True)) == [b"one", b"hal"]


def test_a_line_larger_than_a_piece_is_a_piece() -> None:
    line = b"x" * (LONGEST_LINE_BYTES - 1)

    assert records(pieces_of(line + b"\nnext\n")) == [line, b"next"]


def test_a_line_that_is_too_long_is_passed_over_and_its_beginning_shown() -> None:
    line = b"x" * (3 * LONGEST_LINE_BYTES)

    pieces = pieces_of(b"one\n" + line + b"\ntwo\n", largest=100_000)

    assert records(pieces) == [b"one", b"two"]
    assert [len(piece.too_long) for piece in pieces if piece.too_long] == [LONGEST_LINE_BYTES + 1]


def test_utf_16_is_converted_across_pieces() -> None:
    lines = [f"{number} ログオン成功" for number in range(50)]
    data = ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode("utf-16-le")

    pieces = pieces_of(data, largest=333)

    assert records(pieces) == [line.encode() for line in lines]
    assert len(pieces) > 3
    assert pieces[-1].after.encoding == "utf-16-le"


@pytest.mark.parametrize("size", [10, 4096, 3 * LONGEST_LINE_BYTES + 1])
def test_nuls_before_a_line_are_passed_over_and_those_at_the_end_wait(size: int) -> None:
    assert records(pieces_of(b"one\n" + b"\0" * size + b"two\n")) == [b"one", b"two"]
    assert records(pieces_of(b"hal" + b"\0" * size + b"two\n")) == [b"hal", b"two"]
    assert pieces_of(b"one\n" + b"\0" * size)[-1].after.offset == 4
    assert pieces_of(b"hal" + b"\0" * size) == []


def test_nuls_in_utf_16_are_signs_of_two_bytes() -> None:
    data = "\ufeffone\n".encode("utf-16-be") + b"\0" * 5000 + "two\n".encode("utf-16-be")

    assert records(pieces_of(data)) == [b"one", b"two"]
