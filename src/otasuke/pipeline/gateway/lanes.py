"""Lanes: parcels of one partition wait here for the next message, and no tenant takes the whole of it."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from otasuke.pipeline.parcels import Parcel

LARGEST_GROUP_BYTES = 3 << 20
"""Of a message before it is pressed: so that even what cannot be pressed is no more than the stream takes."""
ENOUGH_BYTES = 1 << 20
"""So much is a message whose size costs nobody more than its bytes."""
SHORTEST_WAIT_S = 0.1
"""Who hands something over waits so long for others, if there is not enough before."""
PACE_S = 1 / 32
"""Between two messages that are not enough. A message costs gateway, broker and worker some milliseconds, whatever is in
it: so where many lanes fill slowly, each waits for its turn, half a second if all do, and the messages are larger."""
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
    """What waits in one partition.

    size_bytes  how much that is.
    since       when what waits longest came, or the message before went; None while nothing waits.
    is_busy     a message is on its way: the next one goes after it, with all that came meanwhile.
    """

    size_bytes: int = 0
    since: float | None = None
    is_busy: bool = False
    _tenants: OrderedDict[str, deque[Waiting]] = field(default_factory=OrderedDict)
    _sizes: Counter[str] = field(default_factory=Counter)

    def put(self, one: Waiting, now: float) -> None:
        """Let a parcel wait."""
        self._tenants.setdefault(one.parcel.tenant, deque()).append(one)
        self.size_bytes += one.size_bytes
        self._sizes[one.parcel.tenant] += one.size_bytes
        if self.since is None:
            self.since = now

    def size_of(self, tenant: str) -> int:
        """How much of it is the tenant's."""
        return self._sizes[tenant]

    def take(self, now: float) -> list[Waiting]:
        """The parcels of the next message: of every tenant one, then of every tenant another."""
        group: list[Waiting] = []
        size = 0
        while self._tenants:
            tenant, queue = next(iter(self._tenants.items()))
            if group and size + queue[0].size_bytes > LARGEST_GROUP_BYTES:
                break
            group.append(queue.popleft())
            size += group[-1].size_bytes
            self._sizes[tenant] -= group[-1].size_bytes
            self._tenants.move_to_end(tenant)
            if not queue:
                del self._tenants[tenant], self._sizes[tenant]
        self.size_bytes -= size
        self.since = now if self._tenants else None
        return group


class _Turn(NamedTuple):
    """When a lane may go; of several that may, who has waited longest goes first."""

    at: float
    since: float
    number: int


class Lanes:
    """All lanes, and whose turn it is. clock: in seconds, as the event loop's."""

    def __init__(self, count: int, *, clock: Callable[[], float]) -> None:
        self._lanes: Sequence[Lane] = [Lane() for _ in range(count)]
        self._clock = clock
        self._next_at = 0.0
        self._changed = asyncio.Event()

    @property
    def size_bytes(self) -> int:
        """How much waits."""
        return sum(lane.size_bytes for lane in self._lanes)

    def size_of(self, number: int, tenant: str) -> int:
        """How much of a tenant waits in its lane."""
        return self._lanes[number].size_of(tenant)

    def put(self, number: int, one: Waiting) -> None:
        """Let a parcel wait in a lane."""
        lane = self._lanes[number]
        before_bytes = lane.size_bytes
        lane.put(one, self._clock())
        if not before_bytes or before_bytes < ENOUGH_BYTES <= lane.size_bytes:
            self._changed.set()

    async def take(self) -> tuple[int, list[Waiting]]:
        """A lane that is busy from now on, and the parcels of its next message, as soon as it is time for one."""
        while True:
            self._changed.clear()
            turn = min(self._turns(), default=None)
            if turn and turn.at <= self._clock():
                return turn.number, self._taken(self._lanes[turn.number])
            with suppress(TimeoutError):
                async with asyncio.timeout(turn.at - self._clock() if turn else None):
                    await self._changed.wait()

    def free(self, number: int) -> None:
        """The lane is busy no more."""
        self._lanes[number].is_busy = False
        self._changed.set()

    def _turns(self) -> Iterator[_Turn]:
        for number, lane in enumerate(self._lanes):
            if lane.since is None or lane.is_busy:
                continue
            has_enough = lane.size_bytes >= ENOUGH_BYTES
            at = lane.since if has_enough else max(lane.since + SHORTEST_WAIT_S, self._next_at)
            yield _Turn(at, lane.since, number)

    def _taken(self, lane: Lane) -> list[Waiting]:
        now = self._clock()
        if lane.size_bytes < ENOUGH_BYTES:
            self._next_at = now + PACE_S
        lane.is_busy = True
        return lane.take(now)
