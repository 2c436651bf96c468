from __future__ import annotations

import pytest

from normalise.capture.writing import der
from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.der import SEQUENCE, element, elements, fields, inside, rest


def test_elements_are_read_with_short_and_long_lengths():
    long = der(0x04, b"x" * 300)

    assert [(tag, len(rest(one))) for tag, one in elements(Cursor(der(0x02, b"\x01") + long))] == [(2, 1), (4, 300)]


def test_fields_are_known_by_their_numbers():
    found = fields(inside(Cursor(der(SEQUENCE, der(0xA1, b"one"), der(0xA3, b"three"), der(0x02, b"\x01"))), SEQUENCE))

    assert {number: rest(one) for number, one in found.items()} == {1: b"one", 3: b"three"}


@pytest.mark.parametrize(
    "data",
    [b"", b"\x30", b"\x30\x05ab", b"\x30\x80ab", b"\x30\x85\0\0\0\0\x01a", b"\x1f\x01a", b"\x30\x84\xff\xff\xff\xff"],
)
def test_what_cannot_be_is_malformed(data):
    with pytest.raises(Malformed):
        element(Cursor(data))


def test_another_tag_than_the_wanted_one_is_malformed():
    with pytest.raises(Malformed):
        inside(Cursor(der(0x02, b"\x01")), SEQUENCE)
