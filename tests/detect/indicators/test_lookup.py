"""Values show indicators exactly as a naive matcher says, whatever stands in them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.indicators.cast import JA4, MD5, SHA256, set_of
from detect.indicators.naive import shows
from otasuke.detect.indicators.fields import Shape
from otasuke.detect.indicators.lookup import shown
from otasuke.detect.indicators.observables import parse_observable, written
from otasuke.detect.indicators.texts import texts_of

TEXTS = (
    "evil.com", "www.evil.com", "evil.co.jp", "10.0.0.0/8", "203.0.113.5", "203.0.113.4/30", "2001:db8::/32", "2001:db8::1", "0.0.0.0/1",
    "http://evil.com/a", "https://evil.com/", "evil.com/a?b=c", "ftp://evil.com/x", "http://203.0.113.5/a", "http://evil.com:8080/a", "https://[2001:db8::1]/a",
    MD5, SHA256, f"ja3:{MD5}", JA4, "boss@evil.com", "a.b+c@mail.evil.co.jp",
)  # fmt: skip
OBSERVABLES = tuple(map(parse_observable, TEXTS))
SET = set_of(*TEXTS)
PIECES = st.sampled_from(
    ["evil.com", "EVIL.com", "evil.co.jp", "www", "com", ".", "..", "-", "_", ":", "/", "://", "http://", "HTTPS://", "ftp://", "203.0.113.5", "203.0.113.7",
     "10.1.2.3", "010.0.0.1", "1", "256", "2001:db8::1", "[2001:db8::1]", "::ffff:10.0.0.1", "fe80::1%eth0", "[", "]", "/a", "?b=c", "?", "#x", ":8080", ":443", "@",
     "boss@", "<boss@evil.com>", "a.b+c@mail.", ";", ",", " ", "MD5=", MD5, MD5.upper(), SHA256, JA4, "=", "あ", "\0", "\n", "İ", "%", "x"]
)  # fmt: skip
VALUES = st.sampled_from(TEXTS) | st.lists(PIECES, max_size=6).map("".join)


def found(shape: Shape, *values: str | None) -> set[tuple[int, str]]:
    pairs = shown(shape, texts_of([pa.array(values, pa.string())]), SET)
    return {(owner, SET.indicator(number).value) for owner, number in pairs}


@pytest.mark.parametrize("shape", Shape)
@given(values=st.lists(VALUES, max_size=6))
def test_values_show_what_the_naive_matcher_says(shape: Shape, values: list[str]) -> None:
    expected = {
        (number, written(one)) for number, value in enumerate(values) for one in OBSERVABLES if shows(value, shape, one)
    }

    assert found(shape, *values) == expected


@pytest.mark.parametrize(
    ("shape", "value", "seen"),
    [
        (Shape.ADDRESS, "203.0.113.5", {"203.0.113.5", "203.0.113.4/30"}),
        (Shape.ADDRESS, "::ffff:10.0.0.1", {"10.0.0.0/8", "0.0.0.0/1"}),
        (Shape.ADDRESS, "2001:DB8::1", {"2001:db8::1", "2001:db8::/32"}),
        (Shape.HOST, "WWW.Evil.com.", {"evil.com", "www.evil.com"}),
        (Shape.HOST, "evil.com:443", {"evil.com"}),
        (Shape.HOST, "type: 5 x;a.evil.co.jp;::ffff:203.0.113.6", {"evil.co.jp", "203.0.113.4/30"}),
        (Shape.HOST, "notevil.com", set()),
        (Shape.PAGE, "HTTP://evil.com/a?x=1#y", {"evil.com", "http://evil.com/a"}),
        (Shape.PAGE, "evil.com/a", {"evil.com", "http://evil.com/a"}),
        (Shape.PAGE, "https://user@evil.com", {"evil.com"}),
        (Shape.PAGE, "/a", set()),
        (Shape.FILE, f"SHA1=X,MD5={MD5.upper()}", {MD5}),
        (Shape.JA3, MD5, {f"ja3:{MD5}"}),
        (Shape.JA4, JA4, {JA4}),
        (Shape.MAIL, "社長 <Boss@Evil.com>", {"boss@evil.com", "evil.com"}),
    ],
)
def test_a_value_shows_indicators(shape: Shape, value: str, seen: set[str]) -> None:
    seen_in_value = {text for number, text in found(shape, None, "x", value) if number == 2}

    assert seen_in_value - {"https://evil.com", "0.0.0.0/1"} == seen - {"0.0.0.0/1"}


def test_a_hostile_value_takes_no_time() -> None:
    values = [
        "a." * 300_000,
        "." * 300_000,
        "@" * 300_000,
        ":" * 3000,
        "a." * 2000,
        "http://" + "/" * 4000,
        "1." * 2000,
    ]

    for shape in Shape:
        assert found(shape, *values) == set()


def test_an_empty_set_shows_nothing() -> None:
    empty = set_of()

    for shape in Shape:
        assert list(shown(shape, texts_of([pa.array(["evil.com", "203.0.113.5"])]), empty)) == []
