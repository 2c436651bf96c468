"""Sorted numbers come back from few bytes; damaged bytes are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.lake.hunting.packing import packed, unpacked


@given(st.lists(st.integers(0, (1 << 64) - 1), unique=True).map(sorted))
def test_numbers_come_back(numbers: list[int]) -> None:
    data = packed(np.array(numbers, dtype=np.uint64))

    assert unpacked(data, len(numbers)).tolist() == numbers


def test_near_numbers_take_a_byte_each() -> None:
    assert len(packed(np.arange(1000, dtype=np.uint64) * 200)) == 1001


@pytest.mark.parametrize("data", [b"", b"\x09", b"\x01abc", b"\x02abc"])
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="other numbers"):
        unpacked(data, 2)
