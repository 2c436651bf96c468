"""The time that passes for who reads a journal: seconds of which neither an outage nor a clock that is set makes more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_STEP_S = 5.0
"""More than that between two entries is seen as it passes. If it was not, there was an outage, or a clock was set."""
_OLD = timedelta(seconds=60)
"""What was received so long before others came late. Where everything is older, a clock was set back."""


@dataclass(slots=True)
class PassingTime:
    """Counts the time from one entry to the next, by when their events were received, and the time in which none came.

    elapsed_s    so far.
    received_at  of the newest entry; None before the first.
    idle_s       what was counted since then.
    """

    elapsed_s: float = 0.0
    received_at: datetime | None = None
    idle_s: float = 0.0

    def hear(self, received_at: datetime) -> None:
        """Something came that was received then."""
        newest = self.received_at
        if newest is None or received_at < newest - _OLD:
            self.received_at = received_at
        elif received_at > newest:
            step_s = min((received_at - newest).total_seconds(), LONGEST_STEP_S)
            self.elapsed_s += max(0.0, step_s - self.idle_s)
            self.received_at = received_at
        self.idle_s = 0.0

    def wait(self, seconds: float) -> None:
        """Nothing came for so long, though somebody listened."""
        counted = min(max(seconds, 0.0), LONGEST_STEP_S)
        self.elapsed_s += counted
        self.idle_s += counted
