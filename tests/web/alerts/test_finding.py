"""A detection, as it is judged."""

from __future__ import annotations

from dataclasses import replace

from finding_cast import detection
from otasuke.advice.colour import Colour
from otasuke.web.alerts import book
from otasuke.web.alerts.finding import read
from otasuke.web.alerts.naming import Devices

NOBODY = Devices({})


def test_it_is_about_the_computer_the_person_and_the_rule() -> None:
    found = read(detection("minori", sensor="KEIRI-02"), NOBODY)

    assert (found.about.tenant, found.about.rule, found.about.device, found.about.person) == (
        "minori",
        "r1",
        "KEIRI-02",
        "sato",
    )
    assert found.colour is Colour.YELLOW
    assert found.is_of_rule


def test_a_level_that_nobody_knows_is_for_the_letter() -> None:
    assert read(detection("minori", level="apocalyptic"), NOBODY).colour is Colour.BLUE


def test_a_rule_has_the_level_that_we_gave_it() -> None:
    rule, level = next((rule, level) for rule, level in book.levels().items() if level.value == "medium")

    assert read(detection("minori", rule, level="critical"), NOBODY).happening.level == level.value


def test_a_correlation_has_no_looks_and_no_fields() -> None:
    found = read(replace(detection("minori"), fields=None, group=(("host", "nas"),)), NOBODY)

    assert not found.is_of_rule
    assert found.kept_fields() == {}


def test_its_traces_are_what_came_from_outside() -> None:
    found = read(
        detection("minori", fields={"dst_ip": "203.0.113.5", "src_ip": "192.168.1.9", "sender": "a@evil.example"}),
        NOBODY,
    )

    assert ("sender", "a@evil.example") in found.traces()
    assert not any("192.168" in value for _, value in found.traces())
