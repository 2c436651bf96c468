"""A set holds what it was made of, exactly, also when it was stored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.indicators.cast import MD5, NOON, set_of
from otasuke.detect.indicators import indicator_set
from otasuke.detect.indicators.entries import DOMAIN, MAIL, entry_of
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.indicator_set import BadIndicatorSet, IndicatorSet, compiled, load
from otasuke.detect.indicators.observables import Domain, parse_observable

TEXTS = [
    "evil.com",
    "203.0.113.0/24",
    "2001:db8::1",
    "http://evil.com/a",
    "gopher://evil.com/a",
    "evil.com/b",
    MD5,
    f"ja3:{MD5}",
    "a@evil.com",
]


def domains(indicators: IndicatorSet, *names: str) -> list[str]:
    text = np.frombuffer("".join(names).encode(), dtype=np.uint8)
    ends = np.cumsum([len(name) for name in names])
    starts = ends - [len(name) for name in names]
    return [indicators.indicator(number).value for _, number in indicators.found(DOMAIN, text, starts, ends)]


def test_a_set_gives_back_what_it_was_made_of() -> None:
    about = About("JPCERT", 85, NOON, None, ("emotet",), "メール")
    made = {parse_observable(text): about for text in TEXTS}

    indicators = load(compiled(made).to_bytes())

    assert {one.observable: one.about for one in indicators} == made
    assert len(indicators) == len(TEXTS)


@given(
    st.sets(st.from_regex(r"[a-z]{1,8}\.(com|jp)", fullmatch=True), min_size=1),
    st.from_regex(r"[a-z]{1,8}\.(com|jp)", fullmatch=True),
)
def test_a_set_has_its_names_and_no_others(names: set[str], other: str) -> None:
    indicators = load(set_of(*names).to_bytes())

    assert domains(indicators, *sorted(names)) == sorted(names)
    assert domains(indicators, other) == [name for name in names if name == other]


def test_one_hash_for_two_entries_is_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indicator_set, "mixed", lambda numbers: numbers & np.uint64(0))

    indicators = compiled({Domain("a.com"): About(), Domain("b.com"): About()})

    assert domains(indicators, "a.com", "b.com", "c.com") == ["a.com", "b.com"]
    assert list(indicators.find(MAIL, b"a.com")) == []


def test_the_kind_of_an_entry_counts() -> None:
    indicators = set_of(MD5)

    tag, content = entry_of(parse_observable(MD5))
    assert len(list(indicators.find(tag, content))) == 1
    assert list(indicators.find(DOMAIN, content)) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 100,
        set_of("evil.com").to_bytes()[:-1],
        b"otasuke-indicators-1\n\x02\0\0\0{}",
        b"otasuke-indicators-1\n\x02\0\0\0[]",
    ],
)
def test_what_is_no_set_is_refused(data: bytes) -> None:
    with pytest.raises(BadIndicatorSet):
        load(data)


def test_a_hundred_thousand_take_less_than_a_hundred_bytes_each() -> None:
    indicators = set_of(*(f"host-{number}.example-{number % 977}.net" for number in range(100_000)))

    assert indicators.size_bytes < 100 * 100_000
