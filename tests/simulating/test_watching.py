from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from otasuke.simulating.watching import Seen, Watch


class Scripted:
    """Detections in portions, and then none."""

    def __init__(self, *portions: int) -> None:
        self._portions = list(portions)
        self.asked = 0

    async def take(self, wait_s: float) -> Sequence[Seen]:
        self.asked += 1
        now = datetime(2026, 1, 1, tzinfo=UTC)
        count = self._portions.pop(0) if self._portions else 0
        return [Seen(f"{self.asked}.{number}", "t", "r", "c", now, now) for number in range(count)]


def test_detections_are_collected_until_the_run_is_over() -> None:
    watch = Watch(Scripted(2, 0, 1, 5))

    asyncio.run(watch.run(lambda: len(watch.seen) >= 3))

    assert len(watch.seen) == 3


def test_waiting_ends_when_nothing_is_missing() -> None:
    source = Scripted(1, 1, 1, 1, 1)
    watch = Watch(source)

    asyncio.run(watch.wait(lambda seen: len(seen) == 3, longest_s=60))

    assert source.asked == 3


def test_waiting_ends_when_it_has_been_long_enough() -> None:
    watch = Watch(Scripted())

    asyncio.run(watch.wait(lambda _: False, longest_s=0.02))

    assert watch.seen == []
