"""When a job that failed is tried again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

USUAL_WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""So a server that is away over night is found again, and about a day after the first try somebody is told."""


def wait_after(attempts: int, waits: Sequence[timedelta]) -> timedelta | None:
    """How long to wait after a try failed; None: give up. attempts: the tries before it."""
    return waits[attempts] if attempts < len(waits) else None
