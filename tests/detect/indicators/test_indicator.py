"""What lists say about indicators: when they count, how sure they are, and which of two words is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from detect.indicators.cast import NOON
from otasuke.detect.indicators.indicator import KINDS, About, Indicator
from otasuke.detect.indicators.observables import parse_observable
from otasuke.detect.rule import Level

LATER = NOON + timedelta(days=1)


def test_an_indicator_has_a_kind_and_a_value() -> None:
    one = Indicator(parse_observable("Evil[.]com"), About())

    assert (one.kind, one.value) == ("domain", "evil.com")
    assert len(set(KINDS.values())) == 7


@pytest.mark.parametrize(
    ("about", "covers", "expired"),
    [
        (About(), True, False),
        (About(valid_until=NOON), False, True),
        (About(valid_until=LATER), True, False),
        (About(valid_from=LATER), False, False),
        (About(valid_from=NOON), True, False),
    ],
)
def test_it_counts_from_its_first_moment_up_to_its_last(about: About, covers: bool, expired: bool) -> None:
    assert (about.covers(NOON), about.has_expired(NOON)) == (covers, expired)


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        (About(), About(valid_until=LATER, confidence=100)),
        (About(valid_until=LATER), About(valid_until=NOON, confidence=100)),
        (About(confidence=50), About(confidence=49)),
        (About(confidence=0), About()),
    ],
)
def test_of_two_words_about_the_same_the_wider_is_kept(kept: About, other: About) -> None:
    assert kept.wider(other) == kept
    assert other.wider(kept) == kept


def test_of_equals_the_first_is_kept() -> None:
    assert About("a").wider(About("b")).source == "a"


@pytest.mark.parametrize(
    ("confidence", "level"),
    [
        (None, Level.MEDIUM),
        (100, Level.HIGH),
        (75, Level.HIGH),
        (74, Level.MEDIUM),
        (40, Level.MEDIUM),
        (39, Level.LOW),
    ],
)
def test_how_sure_a_list_is_says_how_bad_a_sighting_is(confidence: int | None, level: Level) -> None:
    assert About(confidence=confidence).level == level
