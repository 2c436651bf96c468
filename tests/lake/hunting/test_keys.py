"""Keys are the same wherever a piece stands, and different for different pieces."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from otasuke.lake.hunting.keys import BITS, key_of, keys_of


@given(st.binary(), st.binary(min_size=1, max_size=300), st.binary())
def test_a_piece_has_the_same_key_wherever_it_stands(before: bytes, piece: bytes, after: bytes) -> None:
    text = np.frombuffer(before + piece + after, dtype=np.uint8)

    keys = keys_of(text, np.array([len(before)]), np.array([len(before) + len(piece)]))

    assert keys.tolist() == [key_of(piece)]


def test_a_hundred_thousand_names_have_as_many_keys() -> None:
    keys = {key_of(f"host{number}.example.com".encode()) for number in range(100_000)}

    assert len(keys) > 99_990
    assert max(keys) < 1 << BITS


def test_zero_bytes_count() -> None:
    assert len({key_of(b"\0" * length) for length in range(1, 50)}) == 49


def test_no_pieces_have_no_keys() -> None:
    assert keys_of(np.zeros(3, dtype=np.uint8), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).tolist() == []
