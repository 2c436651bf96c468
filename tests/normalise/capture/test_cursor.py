from __future__ import annotations

import struct

import pytest

from otasuke.normalise.capture.cursor import Cursor, Malformed, unpack


def test_a_cursor_moves_on_as_things_are_read():
    cursor = Cursor(b"\x01\x02\x03\x04\x05\x06")

    assert (cursor.number(2), cursor.little(2), cursor.take(1), cursor.left) == (0x0102, 0x0403, b"\x05", 1)


@pytest.mark.parametrize(
    "read", [lambda one: one.take(3), lambda one: one.skip(3), lambda one: one.number(4), lambda one: one.take(-1)]
)
def test_nothing_is_read_beyond_the_end(read):
    with pytest.raises(Malformed):
        read(Cursor(b"ab"))


def test_an_inner_cursor_ends_where_its_part_ends():
    cursor = Cursor(b"abcd")
    inner = cursor.within(2)

    assert (inner.take(2), cursor.take(2)) == (b"ab", b"cd")
    with pytest.raises(Malformed):
        inner.take(1)


def test_a_struct_beyond_the_end_is_malformed():
    assert unpack(struct.Struct("<H"), b"\x01\x00", 0) == (1,)
    with pytest.raises(Malformed):
        unpack(struct.Struct("<I"), b"\x01\x00", 0)
