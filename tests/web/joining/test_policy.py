"""The way in, step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.joining.policy import (
    LIVES_FOR,
    STUCK_AFTER,
    Heard,
    NotYet,
    Standing,
    Step,
    after,
    is_done,
    is_stuck,
    missing,
    seats_over,
    standing,
)

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
ORDER = tuple(Step)
steps = st.sampled_from(ORDER)
counts = st.dictionaries(st.sampled_from(["windows", "macos", "utm/yamaha", "nas/qnap"]), st.integers(0, 5))


def attempt(at: Step, done: Step) -> Step:
    try:
        return after(at, done)
    except NotYet:
        return at


@given(st.lists(steps, max_size=40))
def test_whatever_is_tried_nobody_goes_back_or_leaves_a_step_out(tries: list[Step]) -> None:
    at = Step.WHO
    for done in tries:
        reached = attempt(at, done)
        assert ORDER.index(reached) - ORDER.index(at) in (0, 1)
        assert reached == at or done is at
        at = reached


@given(steps, steps)
def test_what_is_done_again_changes_nothing(at: Step, done: Step) -> None:
    once = attempt(at, done)

    assert attempt(once, done) == once
    if once is not at:
        assert is_done(once, done)


@given(st.lists(steps, max_size=40))
def test_wherever_somebody_stands_the_page_before_him_leads_on_to_the_end(tries: list[Step]) -> None:
    at = Step.WHO
    for done in tries:
        at = attempt(at, done)

    for _ in ORDER:
        at = after(at, at)

    assert at is Step.CONNECTED


@given(steps, steps)
def test_a_step_is_refused_exactly_if_an_earlier_one_is_missing(at: Step, done: Step) -> None:
    if ORDER.index(done) > ORDER.index(at):
        with pytest.raises(NotYet, match=f"{done.value} cannot be done at {at.value}"):
            after(at, done)
    else:
        assert after(at, done)


@pytest.mark.parametrize(
    ("at", "withdrawn_at", "age", "what"),
    [
        (Step.WHO, None, timedelta(), Standing.OPEN),
        (Step.DEVICES, None, LIVES_FOR - timedelta(seconds=1), Standing.OPEN),
        (Step.DEVICES, None, LIVES_FOR, Standing.OVER),
        (Step.CONNECTED, None, timedelta(), Standing.JOINED),
        (Step.CONNECTED, None, LIVES_FOR, Standing.OVER),
        (Step.COST, NOW, timedelta(), Standing.WITHDRAWN),
        (Step.CONNECTED, NOW, LIVES_FOR, Standing.WITHDRAWN),
    ],
)
def test_what_a_link_is_good_for(at: Step, withdrawn_at: datetime | None, age: timedelta, what: Standing) -> None:
    assert standing(at=at, expires_at=NOW + LIVES_FOR, withdrawn_at=withdrawn_at, now=NOW + age) is what


def test_who_does_nothing_for_days_is_stuck_unless_he_is_in() -> None:
    late = NOW + STUCK_AFTER + timedelta(seconds=1)

    assert is_stuck(Step.COUNT, since=NOW, now=late)
    assert not is_stuck(Step.COUNT, since=NOW, now=NOW + STUCK_AFTER)
    assert not is_stuck(Step.CONNECTED, since=NOW, now=late)


@pytest.mark.parametrize(
    ("devices", "connected", "left", "is_in"), [(0, 0, 0, False), (3, 2, 1, False), (3, 2, 0, True), (1, 0, 0, False)]
)
def test_a_company_is_in_when_its_owner_has_nothing_left_to_connect(devices, connected, left, is_in) -> None:
    assert Heard(devices, connected, left).is_in is is_in


@given(counts, counts)
def test_added_to_what_is_there_the_missing_make_what_is_wanted(wanted: dict[str, int], there: dict[str, int]) -> None:
    differences = missing(wanted, there)

    made = {kind: there.get(kind, 0) + differences.get(kind, 0) for kind in {**wanted, **there}}
    assert {kind: number for kind, number in made.items() if number} == {k: n for k, n in wanted.items() if n}
    assert missing(wanted, made) == {}


def test_only_computers_count_against_the_contract() -> None:
    seats = frozenset({"windows", "macos"})

    assert seats_over({"windows": 2, "macos": 1, "utm/yamaha": 9}, seats, contracted=3) == 0
    assert seats_over({"windows": 3, "macos": 2}, seats, contracted=3) == 2
