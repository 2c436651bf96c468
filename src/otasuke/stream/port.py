"""What a broker promises; `memory` and `nats` keep it, and pass the same tests.

Three things live there. The stream carries messages from the gateway to groups of workers, each of which needs every
message once. A journal keeps what was appended, in order, for whoever reads it from wherever he was. A registry keeps
the newest value of every key and tells of changes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zlib import crc32

from otasuke.events.names import check_batch

PARTITIONS = 16
LARGEST_MESSAGE_BYTES = 4 << 20
SAME_MESSAGE_WITHIN_S = 120.0
"""So long a message that is published again is known."""
SAME_ENTRY_WITHIN_S = 3600.0
"""The same for an entry of a journal."""
KEPT = timedelta(days=60)
"""So long a journal keeps its entries, if nothing else is said."""
DONE_WITHIN_S = 30.0
"""So long a worker may take before its message is delivered again."""


class StreamError(RuntimeError):
    """The base of the broker's errors."""


class StreamUnavailable(StreamError):
    """The message may not have been kept: publish it again, under the same name."""


class MessageTooLarge(StreamError):
    """The message can never be kept: its size, which is more than LARGEST_MESSAGE_BYTES."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"a message of {size_bytes} bytes is larger than {LARGEST_MESSAGE_BYTES}")
        self.size_bytes = size_bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message in the hands of a worker.

    attempt  1 when it is delivered first.
    receipt  what the broker needs to know it again.
    """

    partition: int
    name: str
    data: bytes
    attempt: int
    receipt: object


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a group has come with a partition. Messages have numbers, which ascend.

    newest  no message that was published so far has a higher one.
    done    the group needs no message up to this one any more.
    """

    newest: int
    done: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a journal. Numbers ascend, from 1, not always by one."""

    number: int
    name: str
    data: bytes
    at: datetime


class Stream(Protocol):
    """Messages for groups of workers. Methods raise StreamUnavailable where the broker cannot be reached."""

    async def publish(self, partition: int, name: str, data: bytes) -> None:
        """Keep a message; when this returns it survives a power cut. Raises StreamUnavailable, MessageTooLarge, BadName."""

    async def take(self, group: str, partition: int, *, most: int, wait_s: float) -> list[Delivery]:
        """Up to `most` messages for a worker of the group; none if there is none within `wait_s`."""

    async def done(self, delivery: Delivery) -> None:
        """The group needs the message no more."""

    async def again(self, delivery: Delivery, *, in_s: float) -> None:
        """Deliver the message again after a while."""

    async def waiting(self, group: str) -> int:
        """How many messages the group still needs."""

    async def standings(self, group: str) -> list[Standing]:
        """How far the group has come with each partition; what was published a moment ago may not be seen yet."""


class Journal(Protocol):
    """Entries in the order in which they were appended. Methods raise StreamUnavailable."""

    async def append(self, name: str, data: bytes) -> None:
        """Keep an entry, as `publish` does; a name that was appended lately changes nothing."""

    async def read(self, *, after: int, most: int, wait_s: float) -> list[Entry]:
        """The next entries behind a number; none if there is none within `wait_s`. What is too old is no longer there."""

    async def newest(self) -> int:
        """No entry that was appended so far has a higher number."""

    async def delete(self, number: int) -> None:
        """Remove an entry; nothing happens if there is none."""

    async def size(self) -> int:
        """How many entries there are."""


class Registry(Protocol):
    """The newest value of every key. Methods raise StreamUnavailable."""

    async def put(self, key: str, value: bytes) -> None:
        """Set a value. Keys are of letters, digits and `-_./=`."""

    async def remove(self, key: str) -> None:
        """Forget a key; nothing happens if it is not there."""

    async def all(self) -> dict[str, bytes]:
        """Every key with its value."""

    def changes(self) -> AsyncIterator[tuple[str, bytes | None]]:
        """Every key with its value as it is now, and then each change; None where a key was removed."""


class Broker(Protocol):
    """The way to all of them."""

    async def stream(self, groups: tuple[str, ...]) -> Stream:
        """The stream, for groups that will get every message from now on."""

    async def journal(self, name: str, *, kept: timedelta = KEPT) -> Journal:
        """A journal, made where it is not there yet. Names are of lower-case letters. kept: how old an entry may become."""

    async def registry(self, name: str) -> Registry:
        """A registry, made where it is not there yet. Names are of lower-case letters."""

    async def close(self) -> None:
        """Let go; what was taken and is not done will be delivered again."""


def partition_of(tenant: str) -> int:
    """The partition of a tenant, the same on every machine and for ever."""
    return crc32(tenant.encode()) % PARTITIONS


def check(name: str, data: bytes) -> None:
    """Raises BadName, MessageTooLarge."""
    check_batch(name)
    if len(data) > LARGEST_MESSAGE_BYTES:
        raise MessageTooLarge(len(data))
