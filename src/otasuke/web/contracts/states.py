"""The states of a contract, and what leads from one to the next. Pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    EXPLAINED = "explained"
    SIGNED = "signed"
    RUNNING = "running"
    ENDING = "ending"
    ENDED = "ended"


class Step(StrEnum):
    """What is done with a contract. DROP: given up before the service began; KEEP: the end is taken back."""

    EXPLAIN = "explain"
    SIGN = "sign"
    BEGIN = "begin"
    CHANGE = "change"
    RENEW = "renew"
    TELL_END = "tell_end"
    KEEP = "keep"
    END = "end"
    DROP = "drop"


class NotPossible(ValueError):
    """A step was to be taken that the state does not allow."""

    def __init__(self, state: State, step: Step) -> None:
        allowed = ", ".join(one.value for one in Step if (state, one) in _NEXT) or "nothing"
        super().__init__(f"{step.value} is not possible in state {state.value}: possible is {allowed}")
        self.state = state
        self.step = step


_NEXT: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.EXPLAIN): State.EXPLAINED,
    (State.DRAFT, Step.DROP): State.ENDED,
    (State.EXPLAINED, Step.EXPLAIN): State.EXPLAINED,
    (State.EXPLAINED, Step.SIGN): State.SIGNED,
    (State.EXPLAINED, Step.DROP): State.ENDED,
    (State.SIGNED, Step.BEGIN): State.RUNNING,
    (State.SIGNED, Step.DROP): State.ENDED,
    (State.RUNNING, Step.CHANGE): State.RUNNING,
    (State.RUNNING, Step.RENEW): State.RUNNING,
    (State.RUNNING, Step.TELL_END): State.ENDING,
    (State.ENDING, Step.KEEP): State.RUNNING,
    (State.ENDING, Step.END): State.ENDED,
}


def next_state(state: State, step: Step) -> State:
    """The state after a step. Raises NotPossible."""
    try:
        return _NEXT[state, step]
    except KeyError:
        raise NotPossible(state, step) from None
