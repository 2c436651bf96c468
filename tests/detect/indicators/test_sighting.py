"""Sightings: their ids, how bad they are, and that each is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from detect.indicators.cast import NOON
from otasuke.detect.indicators.indicator import About, Indicator
from otasuke.detect.indicators.observables import parse_observable
from otasuke.detect.indicators.sighting import RULE_TITLES, Once, Sighting
from otasuke.detect.rule import Level


def sighting(text: str = "evil.com", about: About = About("x", 90)) -> Sighting:  # noqa: B008  it is frozen
    return Sighting(
        "sakura", Indicator(parse_observable(text), about), "query", "evil.com", NOON, NOON, device="192.168.1.10"
    )


def test_an_id_is_that_of_tenant_indicator_device_and_day() -> None:
    one = sighting()

    assert one.id == replace(one, field="cs-host", time=NOON + timedelta(hours=11), count=5).id
    others = [
        replace(one, tenant="fuji"),
        replace(one, device="x"),
        replace(one, time=NOON + timedelta(hours=12)),
        sighting("a.com"),
    ]
    assert len({one.id, *(other.id for other in others)}) == 5


def test_what_stands_for_rules_has_titles() -> None:
    assert sorted(RULE_TITLES) == [
        f"indicators/{kind}" for kind in ("address", "domain", "file", "fingerprint", "mail", "url")
    ]


def test_what_was_stopped_has_another_id_so_that_it_hides_nothing() -> None:
    one = sighting()

    assert replace(one, is_blocked=True).id != one.id


@pytest.mark.parametrize(
    ("one", "level"),
    [
        (sighting(), Level.HIGH),
        (replace(sighting(), is_blocked=True), Level.LOW),
        (sighting(about=About(confidence=5)), Level.LOW),
        (replace(sighting("203.0.113.5"), direction="in"), Level.LOW),
        (replace(sighting("203.0.113.5"), direction="out"), Level.HIGH),
        (replace(sighting("a@evil.com"), direction="in"), Level.HIGH),
    ],
)
def test_what_was_stopped_or_only_knocked_is_less_bad(one: Sighting, level: Level) -> None:
    assert one.level == level


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("203.0.113.5", "indicators/address"),
        ("ja3:d41d8cd98f00b204e9800998ecf8427e", "indicators/fingerprint"),
        ("d41d8cd98f00b204e9800998ecf8427e", "indicators/file"),
    ],
)
def test_a_sighting_has_what_a_detection_needs(text: str, rule: str) -> None:
    one = sighting(text)

    assert one.rule_id == rule
    assert one.title
    assert all(tag.startswith("attack.") for tag in one.tags)
    assert one.pattern.endswith("(list x; confidence 90)")
    assert sighting(text, About()).pattern == one.indicator.value


def test_each_is_told_once() -> None:
    once = Once()
    first, second = sighting(), sighting("b.com")

    assert once.new([first, first]) == [first]
    assert once.new([first, second]) == [second]


def test_the_oldest_are_forgotten_when_there_are_too_many() -> None:
    once = Once(most=2)
    many = [sighting(f"{name}.com") for name in "abc"]

    assert once.new(many) == many
    assert once.new([many[2], many[0]]) == [many[0]]
