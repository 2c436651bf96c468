"""What ways and outcomes are called."""

from __future__ import annotations

from otasuke.web.duty.drills import Outcome
from otasuke.web.duty.policy import WAYS as ALL_WAYS
from otasuke.web.duty.words import OUTCOMES, WAYS


def test_everything_has_words() -> None:
    assert set(WAYS) == set(ALL_WAYS)
    assert set(OUTCOMES) == set(Outcome)
