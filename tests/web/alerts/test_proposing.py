"""What verdicts propose, as narrow as they allow, and what would have lost something real."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.alerts.policy import About, Held, Kind
from otasuke.web.alerts.proposing import UNKNOWN, Case, Change, Proposal, propose
from otasuke.web.alerts.silencing import Past

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def case(
    number: int, *, look: str = "", device: str = "", person: str = "", is_true: bool = False, **more: object
) -> Case:
    """Something harmless, each on another day."""
    past = Past(
        id=UUID(int=number),
        about=About("minori", "r1", device, person),
        title=f"題 {number}",
        colour=Colour.YELLOW,
        at=NOW + timedelta(days=number),
        times=1,
        is_true=is_true,
        is_benign=not is_true,
    )
    return Case(replace(past, **more), frozenset([look] if look else []), frozenset([number]))  # type: ignore[arg-type]


def changes(proposals: list[Proposal]) -> list[tuple[Kind, dict[str, str]]]:
    return [(one.change.kind, dict(one.change.wanted)) for one in proposals]


def test_one_verdict_proposes_nothing() -> None:
    assert propose([case(1, look="a", device="KEIRI", person="sato")]) == []


def test_what_the_same_program_did_on_two_days_is_a_habit() -> None:
    (found,) = propose([case(1, look="a", device="KEIRI"), case(2, look="a", device="EIGYO"), case(3, is_benign=False)])

    assert (found.change.kind, found.change.wanted) == (Kind.HABIT, {"rule": "r1", "look": "a"})
    assert (found.title, len(found.judged), found.effect.disturbing) == ("題 2", 2, 2)
    assert found.refused is None


def test_on_one_day_alone_it_is_none_and_the_silence_is_as_narrow_as_what_is_common() -> None:
    first, second = case(1, look="a", device="KEIRI", person="sato"), case(2, look="a", device="keiri", person="sato")

    found = propose([first, replace(second, days=first.days)])

    assert changes(found) == [(Kind.SILENCE, {"rule": "r1", "person": "sato", "device": "KEIRI"})]


def test_only_what_has_nothing_in_common_lowers_the_rule() -> None:
    cases = [case(number, look=f"{number}", device=f"pc{number}") for number in (1, 2, 3)]

    assert changes(propose(cases)) == [(Kind.LOWER, {"rule": "r1"})]
    assert propose(cases[:2]) == []


def test_several_causes_are_several_proposals_and_what_spares_most_is_first() -> None:
    cases = [case(1, look="a"), case(2, look="a"), *(case(number, device="KEIRI") for number in (3, 4, 5))]

    found = propose(cases)

    assert changes(found) == [
        (Kind.SILENCE, {"rule": "r1", "device": "KEIRI"}),
        (Kind.HABIT, {"rule": "r1", "look": "a"}),
    ]
    assert [one.effect.disturbing for one in found] == [3, 2]


def test_what_would_have_lost_something_real_is_refused_and_another_takes_its_place() -> None:
    cases = [case(1, look="a", device="KEIRI"), case(2, look="a", device="KEIRI")]
    real = case(3, look="a", device="EIGYO", is_true=True)

    (found,) = propose([*cases, real])

    assert changes([found]) == [(Kind.SILENCE, {"rule": "r1", "device": "KEIRI"})]
    assert found.effect.true == ()


@pytest.mark.parametrize("colour", [Colour.RED, Colour.YELLOW, Colour.BLUE])
def test_where_nothing_else_is_left_the_refused_one_says_why(colour: Colour) -> None:
    cases = [case(number, device=f"pc{number}") for number in (1, 2, 3)]

    (found,) = propose([*cases, case(4, device="pc9", is_true=True, colour=colour)])

    assert changes([found]) == [(Kind.LOWER, {"rule": "r1"})]
    assert "本物だった検知が1件" in str(found.refused)
    assert "題 4" in str(found.refused)


def test_an_alert_of_which_not_every_sighting_is_known_is_not_said_to_be_quiet_but_is_not_lost_either() -> None:
    cases = [case(1, look="a"), case(2, look="a")]
    half = replace(case(3), looks=frozenset({"a", UNKNOWN}))
    real = replace(case(4, is_true=True), looks=frozenset({"a", "b"}))

    (quiet,) = propose([*cases, half])
    (refused,) = propose([*cases, real])

    assert [one.id.int for one in quiet.effect.hidden] == [2, 1]
    assert quiet.refused is None
    assert refused.refused is not None


def test_what_spares_nobody_anything_is_not_proposed() -> None:
    assert propose([case(1, look="a", held=Held.LEARNING), case(2, look="a", colour=Colour.BLUE)]) == []


def test_red_speaks_for_nothing_and_is_not_hidden() -> None:
    red = case(3, look="a", colour=Colour.RED)

    assert propose([case(1, look="a"), red]) == []
    (found,) = propose([case(1, look="a"), case(2, look="a"), red])
    assert ([one.id.int for one in found.effect.hidden], [one.id.int for one in found.effect.red]) == ([2, 1], [3])


def test_what_was_accepted_or_declined_is_not_asked_again() -> None:
    cases = [case(1, look="a", device="KEIRI"), case(2, look="a", device="KEIRI")]

    assert propose(cases, [Change(Kind.HABIT, {"rule": "r1", "look": "a"})]) == []
    assert propose(cases, [Change(Kind.SILENCE, {"rule": "R1"})]) == []
    assert len(propose(cases, [Change(Kind.HABIT, {"rule": "r2", "look": "a"})])) == 1


def test_a_rule_has_three_at_a_time() -> None:
    assert len(propose([case(number, device=f"pc{number // 2}") for number in range(12)])) == 3


def test_a_mark_tells_changes_apart_whatever_case_they_are_written_in() -> None:
    silence = Change(Kind.SILENCE, {"rule": "r1", "device": "KEIRI"})

    assert silence.mark == Change(Kind.SILENCE, {"device": "keiri", "rule": "R1"}).mark
    assert silence.mark != Change(Kind.SILENCE, {"rule": "r1", "person": "KEIRI"}).mark
    assert silence.mark != Change(Kind.LOWER, {"rule": "r1", "device": "KEIRI"}).mark
