"""Whether something is an indicator, as an event would show it."""

from __future__ import annotations

import pytest

from detect.indicators.cast import JA4, MD5, set_of
from otasuke.detect.indicators.asking import indicators_of
from otasuke.detect.indicators.observables import parse_observable

SET = set_of("evil.com", "203.0.113.0/24", "203.0.113.5", MD5, f"ja3:{MD5}", JA4, "https://good.com/a", "boss@bad.jp")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("www.evil.com", ["evil.com"]),
        ("evil.com.jp", []),
        ("203.0.113.5", ["203.0.113.0/24", "203.0.113.5"]),
        ("203.0.113.0/24", ["203.0.113.0/24"]),
        ("203.0.113.0/25", []),
        ("hxxps://good[.]com/a", ["https://good.com/a"]),
        ("https://good.com/b", []),
        ("http://x.evil.com/b", ["evil.com"]),
        ("http://203.0.113.9/b", ["203.0.113.0/24"]),
        (MD5.upper(), [MD5]),
        (f"ja3:{MD5}", [f"ja3:{MD5}"]),
        (JA4, [JA4]),
        ("boss@bad.jp", ["boss@bad.jp"]),
        ("hana@evil.com", ["evil.com"]),
    ],
)
def test_what_an_event_with_this_would_show(text: str, found: list[str]) -> None:
    assert sorted(one.value for one in indicators_of(parse_observable(text), SET)) == found


def test_an_empty_set_shows_nothing() -> None:
    assert indicators_of(parse_observable("evil.com"), set_of()) == []
