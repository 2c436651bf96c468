"""Which alerts a silence is for, and which silences nobody may make."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.alerts.policy import About
from otasuke.web.alerts.silencing import Past, Wish, cleaned, effect, faults, fits, mark, real_ones

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ABOUT = About("minori", "r1", "keiri", "sato", "203.0.113.5")


@pytest.mark.parametrize(
    ("wanted", "is_for"),
    [
        ({"rule": "r1"}, True),
        ({"rule": "R1", "device": "KEIRI"}, True),
        ({"rule": "r1", "device": "eigyo"}, False),
        ({"rule": "r1", "person": "sato", "counterpart": "203.0.113.5"}, True),
        ({"rule": "r1", "tenant": "minori"}, False),
        ({}, False),
    ],
)
def test_a_silence_is_for_what_fits_in_every_field_that_it_names(wanted: dict[str, str], is_for: bool) -> None:
    assert fits(wanted, ABOUT) is is_for


def wish(wanted: dict[str, str], *, reason: str = "棚卸しの道具", days: float = 30) -> Wish:
    return Wish(wanted, reason, NOW, NOW + timedelta(days=days))


def test_one_with_a_rule_a_reason_and_an_end_can_be() -> None:
    assert faults(wish({"rule": "r1", "device": "keiri"}, days=90)) == []


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (wish({"device": "keiri"}), "どの検知"),
        (wish({"rule": " "}), "どの検知"),
        (wish({"rule": "r1", "level": "high"}), "どの検知"),
        (wish({"rule": "r1"}, reason="うるさい"), "理由"),
        (wish({"rule": "r1"}, days=91), "90日"),
        (wish({"rule": "r1"}, days=0), "終わり"),
    ],
)
def test_any_other_is_refused_in_words(bad: Wish, word: str) -> None:
    (fault,) = faults(bad)

    assert word in str(fault)


PAST = Past(uuid4(), ABOUT, "題", Colour.YELLOW, NOW, times=3, is_true=False)


def test_a_replay_divides_what_fits_into_hidden_and_red_the_newest_first() -> None:
    older = replace(PAST, at=NOW - timedelta(days=1), colour=Colour.BLUE)
    red = replace(PAST, colour=Colour.RED)
    elsewhere = replace(PAST, about=replace(ABOUT, rule="r2"))

    found = effect({"rule": "r1"}, [older, red, elsewhere, PAST])

    assert (found.hidden, found.red, found.true, found.disturbing) == ((PAST, older), (red,), (), 1)
    assert real_ones(found) is None


@pytest.mark.parametrize("colour", list(Colour))
def test_what_was_real_refuses_whatever_its_colour(colour: Colour) -> None:
    real = real_ones(effect({"rule": "r1"}, [replace(PAST, colour=colour, is_true=True)]))

    assert "本物だった検知が1件" in str(real)


def test_what_is_wanted_is_kept_in_one_order_and_without_what_says_nothing() -> None:
    assert list(cleaned({"person": " ", "device": " KEIRI ", "rule": "r1"}).items()) == [
        ("rule", "r1"),
        ("device", "KEIRI"),
    ]


def test_the_mark_is_the_same_for_the_same_at_the_same_company_alone() -> None:
    one = mark("minori", {"rule": "r1", "device": "KEIRI"})

    assert one == mark("minori", {"device": "keiri", "rule": "R1"})
    assert one != mark("kobato", {"rule": "r1", "device": "KEIRI"})
    assert one != mark("minori", {"rule": "r1", "person": "KEIRI"})
