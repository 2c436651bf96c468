"""Wide reads see the bytes as they lie, and wide writes put them there."""

from __future__ import annotations

import numpy as np
from numba import njit

from otasuke.detect.kernel.memory import (
    byte_at,
    count_bits,
    fold_block,
    fold_product,
    int32_at,
    int64_at,
    load_u32,
    load_u64,
    lowest_bit,
    mask_below,
    mask_equal,
    prefetch,
)

TEXT = np.frombuffer(b'The "Quick" Brown Fox, 12 times.' + bytes(96), dtype=np.uint8).copy()


@njit
def looks(text, place):  # type: ignore[no-untyped-def]
    return load_u64(text, place), load_u32(text, place), mask_equal(text, place, 34), mask_below(text, place, 32)


@njit
def numbers(mask, left, right):  # type: ignore[no-untyped-def]
    return lowest_bit(np.uint64(mask)), fold_product(np.uint64(left), np.uint64(right))


@njit
def folded(source, target):  # type: ignore[no-untyped-def]
    fold_block(source, 0, target, 0)


def test_words_are_little_endian_and_need_no_alignment() -> None:
    eight, four, _, _ = looks(TEXT, 3)

    assert eight == int.from_bytes(TEXT[3:11].tobytes(), "little")
    assert four == int.from_bytes(TEXT[3:7].tobytes(), "little")


def test_masks_have_a_bit_for_each_of_64_bytes() -> None:
    _, _, quotes, controls = looks(TEXT, 0)

    assert [k for k in range(64) if quotes >> k & 1] == [4, 10]
    assert [k for k in range(64) if controls >> k & 1] == list(range(32, 64))


def test_the_lowest_bit_and_the_folded_product() -> None:
    bit, product = numbers(0b101000, 2**63 + 5, 2**62 + 3)

    wide = (2**63 + 5) * (2**62 + 3)
    assert bit == 3
    assert product == (wide & (2**64 - 1)) ^ (wide >> 64)


def test_folding_touches_only_ascii_capitals() -> None:
    source = np.frombuffer(bytes(range(64, 128)) + bytes(range(128, 192)), dtype=np.uint8).copy()
    target = np.zeros(128, dtype=np.uint8)

    folded(source, target)

    assert target[:64].tobytes() == bytes(range(64, 128)).lower()


@njit
def at_address(address):  # type: ignore[no-untyped-def]
    return byte_at(address), int32_at(address), int64_at(address)


@njit
def bits(mask):  # type: ignore[no-untyped-def]
    return count_bits(np.uint64(mask))


@njit
def prefetched(text, place):  # type: ignore[no-untyped-def]
    prefetch(text, place)


def test_numbers_at_an_address_are_signed_as_arrow_has_them() -> None:
    numbers = np.array([-2], dtype=np.int64)

    assert at_address(numbers.ctypes.data) == (254, -2, -2)


def test_bits_are_counted() -> None:
    assert [bits(np.uint64(mask)) for mask in (0, 1 << 63, 2**64 - 1)] == [0, 1, 64]


def test_what_lies_outside_may_be_fetched_ahead_of_time() -> None:
    before = TEXT.tobytes()

    prefetched(TEXT, 1 << 40)

    assert TEXT.tobytes() == before
