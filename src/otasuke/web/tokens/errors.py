"""What can be wrong with tokens."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from otasuke.web.tokens.policy import Fault


class BadWish(ValueError):
    """A token was not made; `faults` says everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Why(StrEnum):
    """Why a token does not work. Only who has it learns more than UNKNOWN."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    LEFT = "left"


class NoToken(Exception):
    """What was presented opens nothing."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"the token is of no use: {why}")
        self.why = why
