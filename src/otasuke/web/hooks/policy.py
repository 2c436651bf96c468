"""When an endpoint is told again, and when not any more. Pure."""

from __future__ import annotations

from datetime import timedelta

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
"""After each try that failed; about three days in all, as the Standard Webhooks advise."""
OFF_AFTER = timedelta(days=5)
"""An endpoint that took nothing for so long, though it was told something, is not told any more."""
PUT_BACK_WITHIN = timedelta(minutes=10)
"""So long an endpoint that was removed can be put back."""
MOST_OF_A_COMPANY = 5
MOST_TESTS_AN_HOUR = 20
"""More would be a way to have us pester somebody."""
OLD_SECRET_LASTS = timedelta(days=1)
_TAKEN = range(200, 300)
GONE = 410


def was_taken(status: int) -> bool:
    """Whether an answer says that it was taken."""
    return status in _TAKEN
