"""Which alerts belong together, and how grave that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.incidents.grouping import Part, Standing, choose, severity, stages, things

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, TWO = UUID(int=1), UUID(int=2)
KEIRI = things(device="KEIRI-02", people=("sato",), counterpart="203.0.113.5")


def standing(named, *, id: UUID = ONE, first: datetime = NOW, last: datetime = NOW) -> Standing:
    return Standing(id, named, first, last)


@pytest.mark.parametrize(
    ("found", "belongs"),
    [
        (things(device="keiri-02", people=("",), counterpart=""), True),
        (things(device="eigyo-01", people=("SATO",), counterpart=""), True),
        (things(device="eigyo-01", people=("",), counterpart="203.0.113.5"), True),
        (
            things(device="mail", people=("info@minori.example", "Sato@minori.example"), counterpart="a@evil.example"),
            True,
        ),
        (things(device="eigyo-01", people=("MINORI\\sato",), counterpart=""), True),
        (things(device="eigyo-01", people=("tanaka",), counterpart="203.0.113.9"), False),
        (things(device="", people=("",), counterpart=""), False),
    ],
)
def test_an_alert_belongs_where_it_shares_a_device_a_person_or_a_counterpart(found, belongs: bool) -> None:
    assert bool(choose(found, NOW + HOUR, [standing(KEIRI)])) is belongs


def test_the_box_that_all_traffic_passes_joins_nothing_where_more_is_known() -> None:
    through = things(device="fortigate", people=("",), counterpart="198.51.100.1", is_shared=True)
    other = things(device="fortigate", people=("",), counterpart="198.51.100.2", is_shared=True)

    assert choose(through, NOW, [standing(other)]) == []
    alone = things(device="fortigate", people=("",), counterpart="", is_shared=True)
    assert choose(alone, NOW, [standing(alone)]) == [ONE]


@pytest.mark.parametrize(("hours", "belongs"), [(23, True), (25, False), (-23, True), (-25, False)])
def test_after_a_day_of_silence_the_same_computer_is_another_matter(hours: int, belongs: bool) -> None:
    found = things(device="KEIRI-02", people=("",), counterpart="")

    assert bool(choose(found, NOW + hours * HOUR, [standing(KEIRI)])) is belongs


def test_where_it_fits_two_the_older_comes_first() -> None:
    late = standing(KEIRI, id=ONE, first=NOW)
    early = standing(KEIRI, id=TWO, first=NOW - HOUR)

    assert choose(KEIRI, NOW, [late, early]) == [TWO, ONE]


def test_a_counterpart_alone_does_not_make_two_of_what_talks_to_it() -> None:
    server = things(device="", people=("",), counterpart="203.0.113.5")
    early = standing(server | things(device="eigyo", people=("",), counterpart=""), id=TWO, first=NOW - HOUR)

    assert choose(server, NOW, [standing(KEIRI), early]) == [TWO]
    assert choose(KEIRI, NOW, [standing(KEIRI), early]) == [ONE]


def part(colour: Colour, *, held: bool = False, tags: tuple[str, ...] = ()) -> Part:
    return Part(colour, f"題{colour}", "r", tags, held=held)


def test_together_they_are_as_grave_as_the_gravest_that_disturbs() -> None:
    found = severity([part(Colour.BLUE), part(Colour.YELLOW), part(Colour.RED, held=True)])

    assert found.colour is Colour.YELLOW
    assert "題黄" in str(found.reasons[0])
    assert any("数に入れなかった検知：1件" in str(one) for one in found.reasons)


def test_if_all_are_held_it_is_what_they_are() -> None:
    assert severity([part(Colour.YELLOW, held=True)]).colour is Colour.YELLOW


def test_the_stages_of_an_attack_are_counted_and_told() -> None:
    parts = [
        part(Colour.YELLOW, tags=("attack.execution", "attack.t1059.001")),
        part(Colour.YELLOW, tags=("attack.command-and-control", "attack.g0007")),
        part(Colour.BLUE, tags=("attack.command_and_control",)),
    ]

    assert stages(parts) == {"execution", "command-and-control"}
    assert any("2つ" in str(one) for one in severity(parts).reasons)
