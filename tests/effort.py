"""How much work something is, whatever the machine: CPU time in units of a fixed piece of work, timed beside it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def effort(work: Callable[[], object]) -> float:
    """CPU time of the work; 100 are about a second on the machines of 2026. For finding hangs, not for measuring speed."""
    unit = _seconds(_unit)
    spent = _seconds(work)
    return spent / max(unit, _seconds(_unit))


def _seconds(work: Callable[[], object]) -> float:
    gc.freeze()  # what other tests left is not looked through again and again
    began = time.process_time()
    work()
    spent = time.process_time() - began
    gc.unfreeze()
    return spent


def _unit() -> int:
    return sum(number & 7 for number in range(200_000))
