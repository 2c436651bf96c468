"""Points that fade, and what many small things make together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.alerts.risk import Part, raised, risk, tactics_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ONE = Part(uuid4(), "r", Colour.YELLOW, "medium", frozenset({"execution"}), NOW)
FOUR = ("execution", "persistence", "discovery", "lateral-movement")


def many(*tactics: str, **changed: object) -> list[Part]:
    """One for each tactic, an hour apart, the last one now."""
    last = len(tactics) - 1
    return [
        replace(
            ONE, id=uuid4(), rule=f"r{number}", colour=Colour.BLUE, tactics=frozenset({tactic}),
            at=NOW - timedelta(hours=last - number), **changed,  # type: ignore[arg-type]
        )
        for number, tactic in enumerate(tactics)
    ]  # fmt: skip


def test_points_are_halved_each_day_and_more_for_each_tactic() -> None:
    assert risk([ONE], NOW).points == 20
    assert risk([ONE], NOW + timedelta(days=2)).points == 5
    assert risk([ONE, replace(ONE, tactics=frozenset({"impact"}))], NOW).points == 60
    assert risk([ONE, ONE], NOW).points == 40
    assert risk([replace(ONE, colour=Colour.RED)], NOW).points > risk([ONE] * 2, NOW).points
    assert str(risk([ONE], NOW).why) == "検知が1件、手口が1種類あります。"


def test_tactics_are_those_of_the_matrix_however_written() -> None:
    tags = ["attack.lateral_movement", "attack.command-and-control", "attack.t1059", "attack.g0016", "cve.2024-1"]

    assert tactics_of(tags) == {"lateral-movement", "command-and-control"}


def test_four_tactics_within_a_day_with_a_decisive_one_raise_the_newest() -> None:
    parts = many(*FOUR)

    told = raised(parts[::-1])

    assert told
    assert (told[0], str(told[1])) == (parts[-1].id, "この端末では、1日のうちに4種類の手口が重なりました。")


@pytest.mark.parametrize(
    "parts",
    [
        [],
        many(*FOUR[1:]),
        many("execution", "persistence", "discovery", "defense-evasion"),
        many(*FOUR, level="low"),
        many(*FOUR, is_known=True),
        many(*FOUR, blocked=True),
        [*many(*FOUR[:-1]), replace(ONE, tactics=frozenset({"impact"}))],
        [replace(many("execution")[0], at=NOW - timedelta(hours=25)), *many(*FOUR[1:])],
    ],
)
def test_anything_less_raises_nothing(parts: list[Part]) -> None:
    assert raised(parts) is None


def test_a_rule_that_names_many_tactics_has_seen_one_thing() -> None:
    parts = [replace(one, tactics=frozenset(FOUR)) for one in many(*FOUR)]

    assert raised(parts[:1]) is None
    assert raised([replace(one, rule="r") for one in parts]) is None
    assert raised(parts) is not None


def test_each_rule_stands_for_the_tactic_that_no_other_shows() -> None:
    first, second, third, fourth = many(*FOUR)
    broad = replace(fourth, tactics=frozenset(FOUR))

    assert raised([first, second, third, broad]) is not None
    assert raised([first, second, replace(third, tactics=second.tactics), broad]) is None
