from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.capture.streams import Stream

TEXT = bytes(range(200))


def test_segments_in_order_pass_at_once():
    stream = Stream(100)

    assert stream.add(100, b"ab") == (b"ab", False)
    assert stream.add(102, b"cd") == (b"cd", False)


def test_what_was_sent_again_is_not_told_again():
    stream = Stream(100)
    stream.add(100, b"abcd")

    assert stream.add(100, b"abcd") == (b"", False)
    assert stream.add(102, b"cdef") == (b"ef", False)


def test_numbers_begin_again_behind_the_last_one():
    stream = Stream(2**32 - 1)

    assert stream.add(2**32 - 1, b"abc") == (b"abc", False)
    assert stream.add(2, b"d") == (b"d", False)


def test_what_is_missing_for_too_long_is_given_up():
    stream = Stream(0)
    found = [stream.add(10 + number, b"x") for number in range(65)]

    assert found[:64] == [(b"", False)] * 64
    assert found[64] == (b"x" * 65, True)


@given(st.lists(st.tuples(st.integers(0, 190), st.integers(1, 60)), max_size=40), st.integers(0, 2**32 - 1))
def test_in_whatever_order_segments_come_their_bytes_are_told_once_and_in_order(segments, first):
    stream, told = Stream(first), b""

    for at, size in [*segments, *((at, 20) for at in range(0, 200, 20))]:
        data, is_lost = stream.add((first + at) % 2**32, TEXT[at : at + size])
        told += data
        assert not is_lost

    assert told == TEXT
