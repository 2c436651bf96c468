"""Warnings about those who send: enough to find the fault, and never so many that they fill a disk."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable

_log = logging.getLogger(__name__)
_WINDOW_S = 60.0
_MOST_IN_A_WINDOW = 30


class Complaints:
    """One warning a minute about the same thing of the same address, thirty a minute in all; and a count of everything.

    counts  how often each thing happened, whether it was said or not.
    """

    def __init__(self, door: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self.counts: Counter[str] = Counter()
        self._door = door
        self._now = now
        self._until = 0.0
        self._said: set[tuple[str, str]] = set()
        self._unsaid = 0

    def about(self, event: str, address: str, *, advice: str, times: int = 1) -> None:
        """Count it, and say it if there is room."""
        self.counts[event] += times
        self._turn_over()
        if (event, address) in self._said or len(self._said) >= _MOST_IN_A_WINDOW:
            self._unsaid += 1
            return
        self._said.add((event, address))
        _log.warning("%s.%s address=%s: %s", self._door, event, address, advice)

    def _turn_over(self) -> None:
        now = self._now()
        if now < self._until:
            return
        if self._unsaid:
            _log.warning("%s.more_of_this times=%d in the minute before", self._door, self._unsaid)
        self._until = now + _WINDOW_S
        self._said.clear()
        self._unsaid = 0
