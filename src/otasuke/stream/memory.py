"""A broker that lives in the process: for tests, and for trying things without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from otasuke.stream.port import (
    DONE_WITHIN_S,
    KEPT,
    PARTITIONS,
    SAME_ENTRY_WITHIN_S,
    SAME_MESSAGE_WITHIN_S,
    Delivery,
    Entry,
    Journal,
    Registry,
    Standing,
    Stream,
    check,
)

_LOOK_EVERY_S = 0.01
Clock = Callable[[], float]


class MemoryBroker:
    """Keeps everything for as long as the object lives. clock: seconds that never go back."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._stream = MemoryStream(clock)
        self._journals: dict[str, MemoryJournal] = {}
        self._registries: dict[str, MemoryRegistry] = {}

    async def stream(self, groups: tuple[str, ...]) -> Stream:
        """The stream."""
        self._stream.add_groups(groups)
        return self._stream

    async def journal(self, name: str, *, kept: timedelta = KEPT) -> Journal:
        """The journal of this name; it forgets nothing while the process lives."""
        del kept
        return self._journals.setdefault(name, MemoryJournal(self._clock))

    async def registry(self, name: str) -> Registry:
        """The registry of this name."""
        return self._registries.setdefault(name, MemoryRegistry())

    async def close(self) -> None:
        """Nothing to let go of: all is the object's."""


class _Names:
    """The names of the last `within_s`."""

    def __init__(self, clock: Clock, within_s: float) -> None:
        self._clock = clock
        self._within_s = within_s
        self._seen: dict[str, float] = {}

    def is_new(self, name: str) -> bool:
        now = self._clock()
        self._seen = {name: at for name, at in self._seen.items() if now - at < self._within_s}
        if name in self._seen:
            return False
        self._seen[name] = now
        return True


@dataclass(slots=True)
class _Waiting:
    """A message that a group still needs. due: from when on it may be delivered."""

    number: int
    name: str
    data: bytes
    due: float = 0.0
    attempts: int = 0


class MemoryStream:
    """See `Stream`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names = _Names(clock, SAME_MESSAGE_WITHIN_S)
        self._groups: set[str] = set()
        self._last = 0
        self._waiting: dict[tuple[str, int], list[_Waiting]] = {}

    def add_groups(self, groups: Sequence[str]) -> None:
        """Groups that get every message from now on."""
        self._groups.update(groups)

    async def publish(self, partition: int, name: str, data: bytes) -> None:
        """Keep a message for every group."""
        check(name, data)
        if self._names.is_new(name):
            self._last += 1
            for group in self._groups:
                self._waiting.setdefault((group, partition), []).append(_Waiting(self._last, name, data))

    async def take(self, group: str, partition: int, *, most: int, wait_s: float) -> list[Delivery]:
        """Messages that are due, in the order in which they came."""
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
        return [Delivery(partition, one.name, one.data, one.attempts, (group, one)) for one in due]

    async def done(self, delivery: Delivery) -> None:
        """Forget the message for the group."""
        group, one = _receipt(delivery)
        waiting = self._waiting[group, delivery.partition]
        self._waiting[group, delivery.partition] = [other for other in waiting if other is not one]

    async def again(self, delivery: Delivery, *, in_s: float) -> None:
        """Make the message due after a while."""
        _, one = _receipt(delivery)
        one.due = self._clock() + in_s

    async def waiting(self, group: str) -> int:
        """How many are kept for the group."""
        return sum(len(kept) for (of_group, _), kept in self._waiting.items() if of_group == group)

    async def standings(self, group: str) -> list[Standing]:
        """All are done up to the one before the oldest that is kept."""
        kept = [self._waiting.get((group, partition), ()) for partition in range(PARTITIONS)]
        return [Standing(self._last, min((one.number for one in some), default=self._last + 1) - 1) for some in kept]


class MemoryJournal:
    """See `Journal`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names = _Names(clock, SAME_ENTRY_WITHIN_S)
        self._entries: list[Entry] = []
        self._last = 0

    async def append(self, name: str, data: bytes) -> None:
        """Keep an entry."""
        check(name, data)
        if self._names.is_new(name):
            self._last += 1
            self._entries.append(Entry(self._last, name, data, datetime.now(UTC)))

    async def read(self, *, after: int, most: int, wait_s: float) -> list[Entry]:
        """Entries behind a number."""
        until = self._clock() + wait_s
        while not (found := self._behind(after)[:most]) and self._clock() < until:  # noqa: ASYNC110  # other loops too
            await asyncio.sleep(_LOOK_EVERY_S)
        return found

    def _behind(self, after: int) -> list[Entry]:
        return [entry for entry in self._entries if entry.number > after]

    async def newest(self) -> int:
        """The last number that was given."""
        return self._last

    async def delete(self, number: int) -> None:
        """Remove an entry."""
        self._entries = [entry for entry in self._entries if entry.number != number]

    async def size(self) -> int:
        """How many are kept."""
        return len(self._entries)


class MemoryRegistry:
    """See `Registry`."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}
        self._listeners: list[asyncio.Queue[tuple[str, bytes | None]]] = []

    async def put(self, key: str, value: bytes) -> None:
        """Set a value."""
        self._values[key] = value
        self._tell(key, value)

    async def remove(self, key: str) -> None:
        """Forget a key."""
        if self._values.pop(key, None) is not None:
            self._tell(key, None)

    def _tell(self, key: str, value: bytes | None) -> None:
        for listener in self._listeners:
            listener.put_nowait((key, value))

    async def all(self) -> dict[str, bytes]:
        """Every key with its value."""
        return dict(self._values)

    async def changes(self) -> AsyncIterator[tuple[str, bytes | None]]:
        """What is there, and what changes."""
        queue: asyncio.Queue[tuple[str, bytes | None]] = asyncio.Queue()
        for item in self._values.items():
            queue.put_nowait(item)
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)


def _receipt(delivery: Delivery) -> tuple[str, _Waiting]:
    assert isinstance(delivery.receipt, tuple)
    group, one = delivery.receipt
    return group, one
