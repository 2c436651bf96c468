"""What a token looks like."""

from __future__ import annotations

import re
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.tokens.secret import PREFIX, SHOWN, check_of, digest_of, is_token, new_secret


def test_a_new_one_looks_like_a_token_and_is_nobodys() -> None:
    made = {new_secret() for _ in range(50)}

    assert len(made) == 50
    assert all(map(is_token, made))
    assert all(re.fullmatch(r"otsk_[0-9A-Za-z]{36}", one) for one in made)


def test_the_check_is_crc_32_in_base_62() -> None:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = 0
    for letter in check_of("a" * 30):
        number = number * 62 + letters.index(letter)

    assert number == crc32(b"a" * 30)


@given(st.integers(min_value=len(PREFIX), max_value=40), st.sampled_from("09azAZ"))
def test_one_wrong_letter_is_noticed(place: int, letter: str) -> None:
    chance = "x" * 30
    good = PREFIX + chance + check_of(chance)
    other = good[:place] + letter + good[place + 1 :]

    assert is_token(other) == (other == good)


@given(st.text())
def test_anything_else_is_no_token(text: str) -> None:
    assert not is_token(text)
    assert len(digest_of(text)) == 32


def test_what_is_shown_is_less_than_half() -> None:
    assert len(new_secret()) / 2 > SHOWN
