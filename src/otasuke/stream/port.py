"""What a stream promises; `memory` and `jetstream` keep it, and pass the same tests.

A batch that was published is delivered to every group of workers until one of them says that it is done: at least once,
so whoever works on it must not mind a second time. Batches of one tenant are always of one partition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from zlib import crc32

from otasuke.events.names import check_batch, check_tenant

PARTITIONS = 16
LARGEST_BATCH_BYTES = 4 << 20
SAME_BATCH_WITHIN_S = 120.0
"""So long a batch that is published again is known."""
DONE_WITHIN_S = 30.0
"""So long a worker may take before its batch is delivered again."""


class StreamError(RuntimeError):
    """The base of the stream's errors."""


class StreamUnavailable(StreamError):
    """The batch may not have been kept: publish it again, under the same name."""


class BatchTooLarge(StreamError):
    """The batch can never be kept: its size, which is more than LARGEST_BATCH_BYTES."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"a batch of {size_bytes} bytes is larger than {LARGEST_BATCH_BYTES}")
        self.size_bytes = size_bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch in the hands of a worker.

    attempt  1 when it is delivered first.
    receipt  what the stream needs to know it again.
    """

    tenant: str
    batch: str
    data: bytes
    attempt: int
    receipt: object


class Stream(Protocol):
    """See the module. Methods raise StreamUnavailable where the stream cannot be reached."""

    async def publish(self, tenant: str, batch: str, data: bytes) -> None:
        """Keep a batch; when this returns it survives a power cut. Raises StreamUnavailable, BatchTooLarge, BadName."""

    async def take(self, group: str, partition: int, *, most: int, wait_s: float) -> list[Delivery]:
        """Up to `most` batches for a worker of the group; none if there is none within `wait_s`."""

    async def done(self, delivery: Delivery) -> None:
        """The group needs the batch no more."""

    async def again(self, delivery: Delivery, *, in_s: float) -> None:
        """Deliver the batch again after a while."""

    async def close(self) -> None:
        """Let go of the stream; what was taken and is not done will be delivered again."""


def partition_of(tenant: str) -> int:
    """The partition of a tenant, the same on every machine and for ever."""
    return crc32(tenant.encode()) % PARTITIONS


def check(tenant: str, batch: str, data: bytes) -> None:
    """Raises BadName, BatchTooLarge."""
    check_tenant(tenant)
    check_batch(batch)
    if len(data) > LARGEST_BATCH_BYTES:
        raise BatchTooLarge(len(data))
