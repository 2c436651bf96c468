"""Every state with every step: what is possible, and that nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.contracts.states import NotPossible, State, Step, next_state

POSSIBLE = {
    ("draft", "explain"): "explained",
    ("draft", "drop"): "ended",
    ("explained", "explain"): "explained",
    ("explained", "sign"): "signed",
    ("explained", "drop"): "ended",
    ("signed", "begin"): "running",
    ("signed", "drop"): "ended",
    ("running", "change"): "running",
    ("running", "renew"): "running",
    ("running", "tell_end"): "ending",
    ("ending", "keep"): "running",
    ("ending", "end"): "ended",
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_where_the_table_says_or_is_refused(state: State, step: Step) -> None:
    expected = POSSIBLE.get((state.value, step.value))

    if expected is None:
        with pytest.raises(NotPossible, match=step.value):
            next_state(state, step)
    else:
        assert next_state(state, step).value == expected


@given(st.lists(st.sampled_from(Step), max_size=40))
def test_no_service_runs_before_somebody_agreed_and_nothing_leaves_the_end(steps: list[Step]) -> None:
    state, taken = State.DRAFT, list[Step]()
    for step in steps:
        before = state
        try:
            state = next_state(state, step)
        except NotPossible:
            continue
        taken.append(step)
        assert before is not State.ENDED
        if state in (State.RUNNING, State.ENDING):
            assert taken.index(Step.EXPLAIN) < taken.index(Step.SIGN) < taken.index(Step.BEGIN)


def test_a_refusal_says_what_is_possible() -> None:
    with pytest.raises(NotPossible, match="possible is begin, drop"):
        next_state(State.SIGNED, Step.SIGN)

    with pytest.raises(NotPossible, match="possible is nothing"):
        next_state(State.ENDED, Step.EXPLAIN)
