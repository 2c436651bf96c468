"""Hashes never change: stored sets and indexes are made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.indicators import hashing
from otasuke.detect.indicators.hashing import hashes_of


def hash_of(piece: bytes) -> int:
    text = np.frombuffer(piece, dtype=np.uint8)
    return int(hashes_of(text, np.array([0]), np.array([len(text)]))[0])


def slow_hash(piece: bytes) -> int:
    most = (1 << 64) - 1
    number = sum((sign + 1) * pow(0x9E3779B97F4A7C15, at, 1 << 64) for at, sign in enumerate(piece)) & most
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & most
    number = (number ^ number >> 27) * 0x94D049BB133111EB & most
    return number ^ number >> 31


@given(st.binary(min_size=1, max_size=100))
def test_a_hash_is_what_it_was_from_the_beginning(piece: bytes) -> None:
    assert hash_of(piece) == slow_hash(piece)


@given(st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=30))
def test_many_pieces_have_the_hashes_of_each(pieces: list[bytes]) -> None:
    text = np.frombuffer(b"".join(pieces), dtype=np.uint8)
    ends = np.cumsum([len(piece) for piece in pieces])
    starts = ends - [len(piece) for piece in pieces]

    assert hashes_of(text, starts, ends).tolist() == [slow_hash(piece) for piece in pieces]


def test_pieces_that_do_not_fit_at_once_are_hashed_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_AT_ONCE", 4)
    text = np.frombuffer(b"abcdefghij", dtype=np.uint8)
    starts = np.arange(8)

    hashes = hashes_of(text, starts, starts + 3)

    assert hashes.tolist() == [slow_hash(b"abcdefghij"[at : at + 3]) for at in range(8)]
