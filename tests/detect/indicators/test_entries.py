"""Every observable is its entry again."""

from __future__ import annotations

import pytest

from detect.indicators.cast import JA4, MD5
from otasuke.detect.indicators.entries import entry_of, observable_of
from otasuke.detect.indicators.observables import parse_observable

TEXTS = (
    "evil.com", "203.0.113.5", "203.0.113.0/24", "0.0.0.0/0", "2001:db8::1", "2001:db8::/32", "http://evil.com/a", "https://evil.com/a", "evil.com/a",
    "ftp://evil.com/a", MD5, f"ja3:{MD5}", JA4, "a@evil.com",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_an_entry_is_its_observable(text: str) -> None:
    observable = parse_observable(text)

    assert observable_of(*entry_of(observable)) == observable


def test_different_observables_have_different_entries() -> None:
    assert len({entry_of(parse_observable(text)) for text in TEXTS}) == len(TEXTS)
