from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.carrier.numbers import BadNumber, Kind, domestic, parse_number

REAL = [
    ("090-1234-5678", "+819012345678", Kind.MOBILE),
    ("０９０ー１２３４ー５６７８", "+819012345678", Kind.MOBILE),
    (" 080 1234 5678 ", "+818012345678", Kind.MOBILE),
    ("070(1234)5678", "+817012345678", Kind.MOBILE),
    ("06012345678", "+816012345678", Kind.MOBILE),
    ("+81 90-1234-5678", "+819012345678", Kind.MOBILE),
    ("+81 (0)90 1234 5678", "+819012345678", Kind.MOBILE),
    ("050-1234-5678", "+815012345678", Kind.INTERNET),
    ("06-6123-4567", "+81661234567", Kind.LANDLINE),
    ("03‐3123−4567", "+81331234567", Kind.LANDLINE),
    ("0480-22-1111", "+81480221111", Kind.LANDLINE),
    ("01267-2-1111", "+81126721111", Kind.LANDLINE),
]
BAD = [
    *(
        (text, "malformed")
        for text in (
            "",
            "-",
            "110",
            "119",
            "12345678",
            "090-1234-567",
            "090-1234-56789",
            "020-1234-5678",
            "ab",
            "+",
            "++81",
        )
    ),
    *((text, "malformed") for text in ("+81", "00818012345678", "090-1234-5678 内線3", "+12")),
    *((text, "dear") for text in ("0570-012-345", "0990-51-2345", "0180-99-1234", "+81 570 012 345")),
    *((text, "free") for text in ("0120-444-444", "0800-123-4567", "+81 120 444 444")),
    *((text, "abroad") for text in ("+1 202 555 0142", "+82 10 1234 5678")),
    *(
        (text, "invented")
        for text in ("090-0123-4567", "06-0123-4567", "03-0000-0000", "050-0123-4567", "0480-02-1111", "080-0123-4567")
    ),
]


@pytest.mark.parametrize(("text", "e164", "kind"), REAL)
def test_numbers_as_people_write_them(text: str, e164: str, kind: Kind) -> None:
    number = parse_number(text)

    assert (number.e164, number.kind) == (e164, kind)
    assert number.takes_texts == (kind is Kind.MOBILE)


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_numbers_that_nobody_calls(text: str, reason: str) -> None:
    with pytest.raises(BadNumber) as bad:
        parse_number(text)

    assert bad.value.reason == reason


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("090-0123-4567", "+819001234567"),
        ("06-0123-4567", "+81601234567"),
        ("080-0123-4567", "+818001234567"),
        ("+818001234567", "+818001234567"),
    ],
)
def test_the_twin_takes_numbers_that_nobody_can_have(text: str, e164: str) -> None:
    assert parse_number(text, invented=True).e164 == e164


def test_the_twin_calls_no_dear_number_either() -> None:
    with pytest.raises(BadNumber):
        parse_number("0570-012-345", invented=True)


def test_numbers_abroad_are_allowed_by_how_they_begin() -> None:
    assert parse_number("+1 202 555 0142", abroad=("+44", "+1")).kind is Kind.ABROAD
    with pytest.raises(BadNumber):
        parse_number("+1 202 555 0142", abroad=("+44",))


@pytest.mark.parametrize(
    ("e164", "shown"),
    [("+819012345678", "090-1234-5678"), ("+81661234567", "0661234567"), ("+12025550142", "+12025550142")],
)
def test_a_number_is_shown_as_people_here_write_it(e164: str, shown: str) -> None:
    assert domestic(e164) == shown


@given(st.text(alphabet=st.sampled_from("0123456789+-() ー０９あ\u2010"), max_size=24), st.booleans())
def test_whatever_is_written_is_a_number_or_refused(text: str, invented: bool) -> None:
    try:
        number = parse_number(text, invented=invented)
    except BadNumber:
        return

    assert number.e164.startswith("+81")
    assert parse_number(number.e164, invented=True) == number


@pytest.mark.parametrize("text", ["0800-123-4567", "0120-444-444"])
def test_the_twin_calls_nobody_who_pays_for_it_either(text: str) -> None:
    with pytest.raises(BadNumber) as bad:
        parse_number(text, invented=True)

    assert bad.value.reason == "free"


@given(st.sampled_from(["060", "070", "080", "090"]), st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_an_invented_number_is_the_same_however_it_is_written(begin: str, rest: str) -> None:
    number = parse_number(f"{begin}-{rest[:4]}-{rest[4:]}", invented=True)

    assert parse_number(number.e164, invented=True) == parse_number(begin + rest, invented=True) == number


@given(st.text(max_size=24))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(BadNumber):
        assert parse_number(text).e164.startswith("+81")
