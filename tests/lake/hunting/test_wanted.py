"""What counts as a sighting of an indicator, and that the net of tokens lets none through."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.hunting.model import shows
from otasuke.detect.indicators.observables import parse_observable, written
from otasuke.lake.hunting.tokens import tokens_in
from otasuke.lake.hunting.wanted import Wanted

TEXTS = (
    "evil.com", "co.jp", "evil.co.jp", "10.0.0.0/8", "203.0.113.5", "2001:db8::/32", "fe80::1", "http://evil.com/a", "https://evil.com",
    "d41d8cd98f00b204e9800998ecf8427e", "1.0.0.10", "::/0", "0.0.0.0/1", "evil.com/A?b=c", "10.0.0.1",
)  # fmt: skip
INDICATORS = tuple(map(parse_observable, TEXTS))
PIECES = st.sampled_from(
    ["evil.com", "EVIL.com", "co.jp", "evil", "com", "www", ".", "-", "_", ":", "/", "://", "http", "https", "http://", "10.0.0.1", "203.0.113.5",
     "1", "0", "2001:db8::1", "fe80::1", "::", "::ffff:10.0.0.1", "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204", " ", "\n", "あ", "src:", "#", "a",
     "/a", "/A?b=c", "?", "]", "[", ",", "K", "İ", "x", "@", "%", "\0"]
)  # fmt: skip
VALUES = st.lists(PIECES, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("C:\\x.exe http://WWW.evil.com/x", ["evil.com"]),
        ("notevil.com evil.com.example.org evil.com-x", []),
        ("HTTP://Evil.com/a.", ["evil.com", "http://evil.com/a"]),
        ("http://evil.com/A", ["evil.com"]),
        ("https://evil.com/", ["evil.com", "https://evil.com"]),
        ("ftp://evil.com/A?b=c", ["evil.com", "evil.com/A?b=c"]),
        ("1.0.0.10.in-addr.arpa", []),
        ("src:fe80::1 std::fe80", ["fe80::1", "::/0"]),
        ("SHA1=X,MD5=D41D8CD98F00B204E9800998ECF8427E", ["d41d8cd98f00b204e9800998ecf8427e"]),
        ("接続元203.0.113.5から", ["203.0.113.5"]),
    ],
)
def test_a_value_shows_an_indicator(value: str, seen: list[str]) -> None:
    assert sorted(map(written, Wanted(INDICATORS).sightings(value))) == sorted(seen)


@given(VALUES)
def test_sightings_are_those_of_the_model(value: str) -> None:
    seen = set(Wanted(INDICATORS).sightings(value))

    assert seen == {one for one in INDICATORS if shows(value, one)}


@given(st.lists(VALUES, min_size=1, max_size=5), st.lists(st.sampled_from(INDICATORS), min_size=1))
def test_the_net_lets_no_sighting_through(values: list[str], indicators: list[object]) -> None:
    wanted = Wanted(indicators)  # type: ignore[arg-type]

    candidates = wanted.texts_with(tokens_in(pa.array(values)))

    assert {number for number, value in enumerate(values) if wanted.sightings(value)} <= candidates


def test_what_ends_like_a_file_is_not_in_an_index() -> None:
    assert Wanted([parse_observable("evil.com")]).is_indexed
    assert not Wanted([parse_observable("intranet.local")]).is_indexed
