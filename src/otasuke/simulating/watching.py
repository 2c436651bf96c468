"""What is seen of a running service from outside: its detections as they come, and what it has stored.

`Detections` and `Stored` are what a run needs; who runs the service brings them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

_POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """A detection as the service reports it.

    id        the same for the same detection, however often it comes.
    computer  the sensor of the event, as the event says it; "" for a correlation.
    time      of the event; None if it has none.
    """

    id: str
    tenant: str
    rule_id: str
    computer: str
    time: datetime | None
    detected_at: datetime


class Detections(Protocol):
    """The detections since the run began, each as often as the service reports it."""

    async def take(self, wait_s: float) -> Sequence[Seen]:
        """Those that have come since the last call; waits so long for the first."""


class Stored(Protocol):
    """The events that the service keeps."""

    def rows(self, tenant: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """Of the events of a span of time, how many there are by sensor as the events name it."""


@dataclass(slots=True)
class Watch:
    """Collects detections, and knows when all that were expected are there."""

    detections: Detections
    seen: list[Seen] = field(default_factory=list)

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Collect until it is over."""
        while not is_over():
            self.seen += await self.detections.take(_POLL_S)

    async def wait(self, is_complete: Callable[[Sequence[Seen]], bool], *, longest_s: float) -> None:
        """Collect until nothing is missing, or for as long as one is willing to wait."""
        until = time.monotonic() + longest_s
        while not is_complete(self.seen) and time.monotonic() < until:
            self.seen += await self.detections.take(_POLL_S)
            await asyncio.sleep(0)
