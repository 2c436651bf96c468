"""How an incident goes on: one table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an incident is."""

    NEW = "new"
    LOOKING = "looking"
    WAITING = "waiting"
    ACTING = "acting"
    CLOSED = "closed"
    MERGED = "merged"


class Outcome(StrEnum):
    """What it was."""

    TRUE = "true"
    BENIGN = "benign"
    TEST = "test"


OPEN = frozenset({State.NEW, State.LOOKING, State.WAITING, State.ACTING})
_WORKING = frozenset({State.LOOKING, State.WAITING, State.ACTING})
NEXT: Mapping[State, frozenset[State]] = {
    State.NEW: _WORKING | {State.CLOSED, State.MERGED},
    State.LOOKING: _WORKING - {State.LOOKING} | {State.CLOSED, State.MERGED},
    State.WAITING: _WORKING - {State.WAITING} | {State.CLOSED, State.MERGED},
    State.ACTING: _WORKING - {State.ACTING} | {State.CLOSED, State.MERGED},
    State.CLOSED: frozenset({State.LOOKING}),
    State.MERGED: frozenset(),
}
"""Nothing becomes new again. What was merged comes back only by undoing the merge."""


def may_become(now: State, then: State) -> bool:
    """Whether an incident can go on so."""
    return then in NEXT[now]
