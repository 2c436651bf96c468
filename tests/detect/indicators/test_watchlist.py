"""A watchlist comes back as it was stored, from memory that is not copied; a damaged one is never taken for whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.indicators.watchlists import watchlist_of
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.observables import Observable, parse_observable, written
from otasuke.detect.indicators.watchlist import EVERYBODY, BadWatchlist, read_watchlist, stored

STORED = watchlist_of({parse_observable("evil.com"): About("JPCERT", 90)}, {}, {"fuji": ["fuji.jp"]})


def indicators(*texts: str) -> dict[Observable, About]:
    return {parse_observable(text): About("list", 80) for text in texts}


def test_a_watchlist_says_what_counts_for_whom() -> None:
    data = watchlist_of(indicators("evil.com", "203.0.113.5"), {"sakura": indicators("bad.jp")}, {"fuji": ["fuji.jp"]})

    found = read_watchlist(memoryview(data))

    assert sorted(written(one.observable) for one in found.everybody) == ["203.0.113.5", "evil.com"]
    assert [(one.value, one.about) for one in found.of_tenant["sakura"]] == [("bad.jp", About("list", 80))]
    assert [(one.value, one.about) for one in found.any_tenant] == [("bad.jp", About())]
    assert (found.own, found.count) == ({"fuji": ("fuji.jp",)}, 3)


def test_the_version_is_that_of_the_content() -> None:
    again, other = (watchlist_of(indicators(name), {}, {}) for name in ("evil.com", "other.com"))

    assert read_watchlist(watchlist_of(indicators("evil.com"), {}, {})).version == read_watchlist(again).version
    assert read_watchlist(again).version != read_watchlist(other).version


def test_an_empty_watchlist_is_one() -> None:
    assert read_watchlist(stored({}, {})).count == 0


def test_the_parts_of_a_watchlist_can_be_stored_again_as_they_are() -> None:
    found = read_watchlist(STORED)

    again = stored(found.parts, {})

    assert found.parts[EVERYBODY].made_of == "test"
    assert [one.value for one in read_watchlist(again).everybody] == ["evil.com"]


@given(st.integers(0, len(STORED) - 1), st.integers(1, 255))
def test_a_watchlist_with_another_bit_is_not_used(at: int, bits: int) -> None:
    damaged = bytearray(STORED)
    damaged[at] ^= bits

    with pytest.raises(BadWatchlist):
        read_watchlist(bytes(damaged))


@given(st.integers(0, len(STORED) - 1))
def test_half_a_watchlist_is_not_used(length: int) -> None:
    with pytest.raises(BadWatchlist):
        read_watchlist(STORED[:length])


def test_whatever_else_is_no_watchlist() -> None:
    with pytest.raises(BadWatchlist, match="of this version"):
        read_watchlist(b"evil.com\n")
