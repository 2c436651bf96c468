"""What people read about tokens."""

from __future__ import annotations

from otasuke.web.tokens.policy import LONGEST_NAME, MOST_COMPANIES, MOST_TOKENS, Fault, Scope
from otasuke.web.tokens.words import FAULTS, SCOPES


def test_every_scope_and_every_fault_has_words() -> None:
    assert set(SCOPES) == set(Scope)
    assert set(FAULTS) == set(Fault)


def test_the_numbers_that_are_said_are_those_that_hold() -> None:
    said = {fault: str(words) for fault, (_, words) in FAULTS.items()}

    assert str(LONGEST_NAME) in said[Fault.NAME]
    assert str(MOST_COMPANIES) in said[Fault.COMPANIES]
    assert str(MOST_TOKENS) in said[Fault.TOO_MANY]
