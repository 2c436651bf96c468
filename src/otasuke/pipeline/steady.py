"""What time it is for who reads when things were received, where the clock that wrote this may have been set back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_BELIEVED_AFTER_S = 24 * 3600.0
_A_LITTLE = timedelta(seconds=60)
"""What was received so long before others came late."""


@dataclass(slots=True)
class SteadyClock:
    """The newest time that was heard of, which goes on by itself and not back.

    A clock that is behind for a whole day is believed again: then it was wrong before.

    at        the time at `at_s`, by a clock that nobody sets; None: nothing was heard yet.
    right_s   when that clock last said that it was as late as that, or almost.
    """

    at: datetime | None = None
    at_s: float = 0.0
    right_s: float = 0.0

    def hear(self, received_at: datetime, now_s: float) -> datetime:
        """The time, now that something was received by a clock that may be wrong. Not before `received_at`."""
        time = received_at if self.at is None else self.at + timedelta(seconds=now_s - self.at_s)
        if received_at >= time - _A_LITTLE:
            self.right_s = now_s
        if received_at >= time or now_s - self.right_s > _BELIEVED_AFTER_S:
            self.at, self.at_s, self.right_s = received_at, now_s, now_s
            return received_at
        return time
