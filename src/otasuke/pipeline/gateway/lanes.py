"""Lanes: parcels of one partition wait here for the next message, and no tenant takes the whole of it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass, field

from otasuke.pipeline.parcels import Parcel

LARGEST_GROUP_BYTES = 3 << 20
"""Of a message before it is pressed: so that even what cannot be pressed is no more than the stream takes."""
_ENOUGH_BYTES = 1 << 18
_WAIT_FOR_MORE_S = 0.1
"""Who hands something over waits so long at most for others. Small messages cost a worker much more than large ones."""
_OF_A_PARCEL = 400
"""What a parcel needs beside its lines, at most."""


@dataclass(slots=True)
class Waiting:
    """A parcel, and whom to tell what became of it."""

    parcel: Parcel
    told: asyncio.Future[None]

    @property
    def size_bytes(self) -> int:
        """What it will need in a message."""
        return len(self.parcel.lines) + _OF_A_PARCEL


@dataclass(slots=True)
class Lane:
    """What waits in one partition. bytes: how much that is."""

    size_bytes: int = 0
    _tenants: OrderedDict[str, deque[Waiting]] = field(default_factory=OrderedDict)
    _filled: asyncio.Event = field(default_factory=asyncio.Event)
    _has_enough: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, one: Waiting) -> None:
        """Let a parcel wait."""
        self._tenants.setdefault(one.parcel.tenant, deque()).append(one)
        self.size_bytes += one.size_bytes
        self._filled.set()
        if self.size_bytes >= _ENOUGH_BYTES:
            self._has_enough.set()

    async def take(self) -> list[Waiting]:
        """The parcels of the next message, soon after there are any: of every tenant one, then of every tenant another."""
        await self._filled.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_enough.wait(), _WAIT_FOR_MORE_S)
        group: list[Waiting] = []
        size = 0
        while self._tenants:
            tenant, queue = next(iter(self._tenants.items()))
            if group and size + queue[0].size_bytes > LARGEST_GROUP_BYTES:
                break
            group.append(queue.popleft())
            size += group[-1].size_bytes
            self._tenants.move_to_end(tenant)
            if not queue:
                del self._tenants[tenant]
        self.size_bytes -= size
        if not self._tenants:
            self._filled.clear()
        if self.size_bytes < _ENOUGH_BYTES:
            self._has_enough.clear()
        return group
