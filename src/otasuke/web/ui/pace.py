"""How often somebody may ask: so many times in a window, counted in this process.

The web is one process (project/serving.py). If it were several, each would count for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from math import ceil
from threading import Lock

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a window. resets_in_s: until it begins anew; is_over: it was too often."""

    number: int
    resets_in_s: int
    is_over: bool


class Pace:
    """Counts per key. Windows are fixed: each begins with the first request after the one before has ended."""

    def __init__(self, *, most: int, within_s: int) -> None:
        self.most = most
        self.within_s = within_s
        self._windows: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, *, now_s: float) -> Left:
        """Count one more. now_s: of a clock that never goes back."""
        with self._lock:
            began, count = self._windows.pop(key, (now_s, 0))
            if now_s - began >= self.within_s:
                began, count = now_s, 0
            self._windows[key] = began, min(count + 1, self.most + 1)
            if len(self._windows) > _MOST_KEYS:
                self._windows.popitem(last=False)
            return self._left(began, count + 1, now_s)

    def forget(self) -> None:
        """Count from nothing."""
        with self._lock:
            self._windows.clear()

    def _left(self, began: float, count: int, now_s: float) -> Left:
        resets = max(1, ceil(began + self.within_s - now_s))
        return Left(max(0, self.most - count), resets, count > self.most)
