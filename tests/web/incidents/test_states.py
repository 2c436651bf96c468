"""How an incident goes on."""

from __future__ import annotations

import pytest

from otasuke.web.incidents.states import NEXT, OPEN, State, may_become


def test_every_open_state_can_be_left_by_closing_and_by_merging() -> None:
    assert all(may_become(one, State.CLOSED) and may_become(one, State.MERGED) for one in OPEN)


@pytest.mark.parametrize("state", list(State))
def test_nothing_becomes_new_again_or_stays_what_it_is(state: State) -> None:
    assert not may_become(state, State.NEW)
    assert not may_become(state, state)


def test_what_is_closed_can_only_be_looked_at_again_and_what_is_merged_nothing() -> None:
    assert NEXT[State.CLOSED] == {State.LOOKING}
    assert NEXT[State.MERGED] == frozenset()
