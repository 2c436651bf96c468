"""Contracts, as they are shown."""

from __future__ import annotations

import pytest

from otasuke.web.api.shapes.contracts import PlanShown, steps_of
from otasuke.web.contracts.models import Plan
from otasuke.web.contracts.states import State


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (State.DRAFT, ["drop"]),
        (State.EXPLAINED, ["drop"]),
        (State.SIGNED, ["begin", "drop"]),
        (State.RUNNING, []),
        (State.ENDING, ["keep", "end"]),
        (State.ENDED, []),
    ],
)
def test_a_state_says_what_can_be_done_without_a_consent(state: State, steps: list[str]) -> None:
    assert steps_of(state) == steps


def test_a_plan_shows_nothing_that_it_has_not() -> None:
    assert set(PlanShown.model_fields) <= {field.name for field in Plan._meta.get_fields()}
