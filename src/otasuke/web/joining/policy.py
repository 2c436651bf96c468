"""The way in, step by step. Pure.

A step is where somebody stands: the page that he has before him. What he does there leads to the next one. Doing a thing
again that was done changes nothing, so that a tap which comes twice, or after a broken connection, does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LIVES_FOR = timedelta(days=14)
LEARNS_FOR = timedelta(days=14)
"""So long a company's usual days are learnt; then a letter says what was."""
STUCK_AFTER = timedelta(days=3)
MOST_OF_A_KIND = 99


class Step(StrEnum):
    """Where a company stands. WHO: invited, nothing was done yet; CONNECTED: all that the owner can connect was heard."""

    WHO = "who"
    COST = "cost"
    CONSENT = "consent"
    COUNT = "count"
    DEVICES = "devices"
    CONNECTED = "connected"


class Standing(StrEnum):
    """What a link is good for."""

    OPEN = "open"
    JOINED = "joined"
    OVER = "over"
    WITHDRAWN = "withdrawn"


class NotYet(ValueError):
    """Something was to be done for which an earlier step is missing."""

    def __init__(self, at: Step, wanted: Step) -> None:
        super().__init__(f"{wanted.value} cannot be done at {at.value}")
        self.at = at
        self.wanted = wanted


_ORDER = tuple(Step)


def after(at: Step, done: Step) -> Step:
    """Where one stands who did what a step asks for. Raises NotYet if he was not there yet."""
    if _ORDER.index(done) > _ORDER.index(at):
        raise NotYet(at, done)
    following = _ORDER[min(_ORDER.index(done) + 1, len(_ORDER) - 1)]
    return max(at, following, key=_ORDER.index)


def is_done(at: Step, step: Step) -> bool:
    """Whether one who stands there has done what a step asks for. The last step asks for nothing."""
    return _ORDER.index(step) < _ORDER.index(at)


def standing(*, at: Step, expires_at: datetime, withdrawn_at: datetime | None, now: datetime) -> Standing:
    """What a link is good for now."""
    if withdrawn_at is not None:
        return Standing.WITHDRAWN
    if now >= expires_at:
        return Standing.OVER
    return Standing.JOINED if at is Step.CONNECTED else Standing.OPEN


def is_stuck(at: Step, *, since: datetime, now: datetime) -> bool:
    """Whether nothing happened for so long that somebody should ask."""
    return at is not Step.CONNECTED and now - since > STUCK_AFTER


@dataclass(frozen=True, slots=True)
class Heard:
    """How many devices a company has, how many of them were heard, and how many its owner can still connect himself."""

    devices: int
    connected: int
    left: int = 0

    @property
    def is_in(self) -> bool:
        """The owner has nothing left to do: what the desk connects does not hold him up."""
        return self.connected > 0 and not self.left


def missing(wanted: Mapping[str, int], there: Mapping[str, int]) -> dict[str, int]:
    """How many devices of each kind have to be added so that there are as many as wanted.

    It goes by how many there shall be, not by how many more: asked twice, it is done once. Negative: so many are too many.
    """
    return {
        kind: difference for kind in {**wanted, **there} if (difference := wanted.get(kind, 0) - there.get(kind, 0))
    }


def seats_over(wanted: Mapping[str, int], seats: frozenset[str], *, contracted: int) -> int:
    """By how many computers more are wanted than were agreed to; 0: none."""
    return max(0, sum(number for kind, number in wanted.items() if kind in seats) - contracted)
