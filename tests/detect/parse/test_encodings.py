import itertools
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.encodings import DASHES, base64_offsets, transformed, with_dashes
from otasuke.detect.rule import Wildcard

MANY = Wildcard.MANY


@given(st.binary(min_size=2, max_size=12), st.binary(max_size=5), st.binary(max_size=5))
def test_one_of_the_offsets_is_in_any_base64_text_around_the_data(data: bytes, before: bytes, after: bytes) -> None:
    codes = base64_offsets(data)

    assert codes[len(before) % 3] in b64encode(before + data + after).decode()


@given(st.binary(min_size=2, max_size=6))
def test_the_offsets_are_as_long_as_they_can_be(data: bytes) -> None:
    surroundings = [bytes([a]) * 3 for a in (0, 255)]
    for offset, code in enumerate(base64_offsets(data)):
        texts = [b64encode(a[:offset] + data + b).decode() for a, b in itertools.product(surroundings, repeat=2)]
        same = "".join(c[0] if len(set(c)) == 1 else " " for c in zip(*texts, strict=True)).rstrip()

        assert code in same
        assert len(code) == (offset + len(data)) * 8 // 6 - (offset * 8 + 5) // 6


@given(st.lists(st.sampled_from(["-", "/", " ", "a", "–"]), max_size=5).map("".join))
def test_windash_varies_every_dash_that_begins_a_word_and_no_other(text: str) -> None:
    is_word = [character == "a" for character in text]
    begins = [
        character in DASHES and not (at and is_word[at - 1]) and is_word[at + 1 : at + 2] == [True]
        for at, character in enumerate(text)
    ]
    choices = [DASHES if begin else (character,) for character, begin in zip(text, begins, strict=True)]
    expected = {"".join(choice) for choice in itertools.product(*choices)}

    variants = with_dashes((text,) if text else ())

    assert {"".join(map(str, variant)) for variant in variants} == expected
    assert len(variants) == len(expected)


def test_windash_knows_five_dashes() -> None:
    assert with_dashes((MANY, " -enc")) == [(MANY, f" {dash}enc") for dash in "-/–—―"]


def test_too_many_dashes_are_refused() -> None:
    with pytest.raises(RuleError, match="at most 3 dashes"):
        with_dashes(("-a -b -c -d",))


@pytest.mark.parametrize(
    ("transforms", "expected"),
    [
        (("base64",), [("Y21k",)]),
        (("wide", "base64"), [(b64encode("cmd".encode("utf-16-le")).decode(),)]),
        (("utf16be", "base64"), [(b64encode("cmd".encode("utf-16-be")).decode(),)]),
        (("utf16", "base64"), [(b64encode(b"\xff\xfe" + "cmd".encode("utf-16-le")).decode(),)]),
        (("wide",), [("c\0m\0d\0",)]),
        (("utf16be",), [("\0c\0m\0d",)]),
        (("utf16",), [("\ufeffc\0m\0d\0",)]),
    ],
)
def test_encoders_work_on_the_bytes_of_the_value(transforms: tuple[str, ...], expected: list[object]) -> None:
    assert transformed(("cmd",), transforms) == expected


def test_base64_of_text_outside_ascii_is_over_its_utf8() -> None:
    assert transformed(("日本",), ("base64",)) == [(b64encode("日本".encode()).decode(),)]


@pytest.mark.parametrize(
    ("parts", "transforms", "message"),
    [
        (("a", MANY), ("base64",), "without wildcards"),
        ((), ("base64offset",), "not empty"),
        (("a",), ("base64offset",), "a longer value"),
        (("é",), ("wide",), "only ASCII"),
    ],
)
def test_what_cannot_be_encoded_is_said(
    parts: tuple[str | Wildcard, ...], transforms: tuple[str, ...], message: str
) -> None:
    with pytest.raises(RuleError, match=message):
        transformed(parts, transforms)
