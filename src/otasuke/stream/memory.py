"""A stream that lives in the process: for tests, and for trying things without a broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from otasuke.stream.port import DONE_WITHIN_S, SAME_BATCH_WITHIN_S, Delivery, check, partition_of

_LOOK_EVERY_S = 0.01


@dataclass(slots=True)
class _Waiting:
    """A batch that a group still needs. due: from when on it may be delivered."""

    tenant: str
    batch: str
    data: bytes
    due: float = 0.0
    attempts: int = 0


class MemoryStream:
    """A stream for the groups that are named here."""

    def __init__(self, groups: Sequence[str], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[tuple[str, int], list[_Waiting]] = {}
        self._groups = tuple(groups)
        self._seen: dict[tuple[str, str], float] = {}

    async def publish(self, tenant: str, batch: str, data: bytes) -> None:
        """Keep a batch for every group."""
        check(tenant, batch, data)
        now = self._clock()
        self._seen = {name: at for name, at in self._seen.items() if now - at < SAME_BATCH_WITHIN_S}
        if (tenant, batch) not in self._seen:
            self._seen[tenant, batch] = now
            for group in self._groups:
                self._waiting.setdefault((group, partition_of(tenant)), []).append(_Waiting(tenant, batch, data))

    async def take(self, group: str, partition: int, *, most: int, wait_s: float) -> list[Delivery]:
        """Batches that are due, in the order in which they came."""
        until = self._clock() + wait_s
        while not (taken := self._take(group, partition, most)) and self._clock() < until:  # noqa: ASYNC110  # other loops too
            await asyncio.sleep(_LOOK_EVERY_S)
        return taken

    def _take(self, group: str, partition: int, most: int) -> list[Delivery]:
        now = self._clock()
        due = [one for one in self._waiting.get((group, partition), ()) if one.due <= now][:most]
        for one in due:
            one.due = now + DONE_WITHIN_S
            one.attempts += 1
        return [Delivery(one.tenant, one.batch, one.data, one.attempts, (group, one)) for one in due]

    async def done(self, delivery: Delivery) -> None:
        """Forget the batch for the group."""
        group, one = _receipt(delivery)
        waiting = self._waiting[group, partition_of(delivery.tenant)]
        self._waiting[group, partition_of(delivery.tenant)] = [other for other in waiting if other is not one]

    async def again(self, delivery: Delivery, *, in_s: float) -> None:
        """Make the batch due after a while."""
        _, one = _receipt(delivery)
        one.due = self._clock() + in_s

    async def close(self) -> None:
        """Nothing to let go of: the batches are the object's."""


def _receipt(delivery: Delivery) -> tuple[str, _Waiting]:
    assert isinstance(delivery.receipt, tuple)
    group, one = delivery.receipt
    return group, one
