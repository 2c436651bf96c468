"""A name in lower-case letters and digits, for an index that knows no others.

pg_trgm drops whatever the locale of the database does not call a letter; in the C locale that is all Japanese. Letters are
finer than kana besides: between ザ and サ one letter differs, and a name may be looked for as it sounds.
"""

from __future__ import annotations

from itertools import product
from string import ascii_lowercase

from otasuke.jp.writing import search_key

_ROWS = (
    ("", "アイウエオ"),
    ("k", "カキクケコ"),
    ("g", "ガギグゲゴ"),
    ("s", "サシスセソ"),
    ("z", "ザジズゼゾ"),
    ("t", "タチツテト"),
    ("d", "ダヂヅデド"),
    ("n", "ナニヌネノ"),
    ("h", "ハヒフヘホ"),
    ("b", "バビブベボ"),
    ("p", "パピプペポ"),
    ("m", "マミムメモ"),
    ("r", "ラリルレロ"),
)
_SOUNDS = {kana: consonant + vowel for consonant, row in _ROWS for kana, vowel in zip(row, "aiueo", strict=True)} | {
    "ヤ": "ya",
    "ユ": "yu",
    "ヨ": "yo",
    "ワ": "wa",
    "ン": "n",
}
_FOLDED = tuple(pair.split("=") for pair in "sh=sy ch=ty ts=t j=zy f=h iy=y yi=i ou=o oo=o uu=u".split())
"""Hepburn's spelling becomes that of the table; long vowels become short."""

_PAIRS = tuple(map("".join, product(ascii_lowercase, repeat=2)))
_OF_BMP = 0x10000


def lettered(text: str) -> str:
    """A name, or what somebody looks for, in letters. Equal for all writings that `search_key` holds for equal.

    Kana as they sound; any other character as two digits and two letters that no neighbour can be mistaken for.
    """
    sounds = "".join(_SOUNDS.get(one, one) for one in search_key(text))
    for spelling, short in _FOLDED:
        sounds = sounds.replace(spelling, short)
    return "".join(one if one.isascii() else _coded(ord(one) % _OF_BMP) for one in sounds)


def _coded(number: int) -> str:
    first, second = divmod(number, len(_PAIRS))
    return f"{first:02}{_PAIRS[second]}"
