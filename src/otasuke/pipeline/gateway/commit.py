"""The intake of the gateway: what many senders hand over becomes one message, and is answered when that is on a disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from math import ceil
from uuid import uuid4

from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.lanes import Lanes, Waiting
from otasuke.pipeline.gateway.spool import Spool, Spooled, SpoolFull
from otasuke.pipeline.parcels import Parcel, name_of, pack
from otasuke.pipeline.quotas import Quotas
from otasuke.stream.port import PARTITIONS, StreamUnavailable, partition_of

LARGEST_PARCEL_BYTES = 2 << 20
"""Also of a single record."""
MOST_WAITING_BYTES = 64 << 20
MOST_WAITING_BYTES_EACH = MOST_WAITING_BYTES // 4
"""Of one tenant, so that a burst of his, which his quota allows, leaves room for the others."""
_BUSY_S = 2
_FULL_S = 30
_TRY_AGAIN_S = 0.5
_LARGE_BYTES = 1 << 19
"""More is hashed and pressed beside the event loop, which others need meanwhile."""
_AT_ONCE = 64

Publish = Callable[[int, str, bytes], Awaitable[None]]
"""Partition, name and data of a message; raises StreamUnavailable."""


class Committer:
    """Gathers parcels by partition and publishes them; while the broker is away, the spool takes them.

    heard  is told of every parcel that is on a disk.
    now    the time at which something is received, aware UTC.
    Runs as long as `run` does.
    is_behind  whether something is in the spool that must be published before what is new.
    """

    def __init__(
        self,
        publish: Publish,
        spool: Spool,
        *,
        quotas: Quotas | None = None,
        heard: Callable[[Iterable[Parcel]], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._publish = publish
        self._spool = spool
        self._quotas = quotas or Quotas()
        self._heard = heard
        self._now = now
        self._lanes = Lanes(PARTITIONS, clock=time.monotonic)
        self._is_broker_there = True
        self.is_behind = spool.size_bytes > 0
        self.accepted_parcels = self.accepted_bytes = 0

    @property
    def waiting_bytes(self) -> int:
        """How much waits to be published."""
        return self._lanes.size_bytes

    @property
    def has_broker(self) -> bool:
        """Whether the broker took what it was given last."""
        return self._is_broker_there

    def admit(self, sender: Sender, size_bytes: int) -> None:
        """Refuse what would have to wait in memory for too long, and what is more than the tenant may send."""
        mine = self._lanes.size_of(partition_of(sender.tenant), sender.tenant)
        if self.waiting_bytes + size_bytes > MOST_WAITING_BYTES or (
            mine and mine + size_bytes > MOST_WAITING_BYTES_EACH
        ):
            raise Refused(503, "the service is busy; send it again in a moment", retry_after_s=_BUSY_S)
        refusal = self._quotas.admit(sender.tenant, size_bytes, self._now())
        if refusal is not None:
            wait_s = None if refusal.wait_s is None else ceil(refusal.wait_s)
            raise Refused(413 if wait_s is None else 429, refusal.words, retry_after_s=wait_s)

    async def accept(
        self, sender: Sender, lines: bytes, *, records: int | None = None, batch: str | None = None
    ) -> None:
        """Publish, or spool, with what others hand over at the same time."""
        lines = lines.strip(b"\r\n")
        if not lines:
            return
        is_large = len(lines) > _LARGE_BYTES
        parcels = _parcels(sender, lines, batch, self._now())
        made = await asyncio.to_thread(list, parcels) if is_large else list(parcels)
        events = records or lines.count(b"\n") + 1
        self._quotas.charge(sender.tenant, events=events, more_bytes=0, now=self._now())
        partition, loop = partition_of(sender.tenant), asyncio.get_running_loop()
        waiting = [Waiting(parcel, loop.create_future()) for parcel in made]
        for one in waiting:
            self._lanes.put(partition, one)
        if len(waiting) == 1:
            await waiting[0].told
            return
        outcomes = await asyncio.gather(*(one.told for one in waiting), return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._drain())
            while True:
                partition, group = await self._lanes.take()
                tasks.create_task(self._serve(partition, group))

    async def _serve(self, partition: int, group: Sequence[Waiting]) -> None:
        try:
            refused = await self._commit(partition, [one.parcel for one in group])
        finally:
            self._lanes.free(partition)
        for one in group:
            _tell(one.told, refused)
        if refused is None:
            self._heard(one.parcel for one in group)
            self.accepted_parcels += len(group)
            self.accepted_bytes += sum(len(one.parcel.lines) for one in group)

    async def _commit(self, partition: int, parcels: list[Parcel]) -> Refused | None:
        """Put a message on a disk; why not, if that cannot be done."""
        is_large = sum(len(parcel.lines) for parcel in parcels) > _LARGE_BYTES
        data = await asyncio.to_thread(pack, parcels) if is_large else pack(parcels)
        name = uuid4().hex
        if self._is_broker_there and not self.is_behind:
            try:
                await self._publish(partition, name, data)
                return None
            except StreamUnavailable:
                self._is_broker_there = False
        self.is_behind = True
        try:
            await asyncio.to_thread(self._spool.keep, partition, name, data)
        except (SpoolFull, OSError):
            return Refused(
                503, "the service cannot keep anything at the moment; send it again later", retry_after_s=_FULL_S
            )
        return None

    async def _drain(self) -> None:
        """Publish what is in the spool, and find out whether the broker is there again.

        Until the spool is empty all goes through it: a tenant's older events are late behind his newer ones.
        """
        while True:
            spooled = await asyncio.to_thread(self._spool.oldest, _AT_ONCE)
            try:
                await self._hand_on_all(spooled)
                self._is_broker_there = True
                self.is_behind = len(spooled) == _AT_ONCE
            except StreamUnavailable:
                self._is_broker_there = False
            if len(spooled) < _AT_ONCE or not self._is_broker_there:
                await asyncio.sleep(_TRY_AGAIN_S)

    async def _hand_on_all(self, spooled: Sequence[Spooled]) -> None:
        outcomes = await asyncio.gather(*(self._hand_on(one) for one in spooled), return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def _hand_on(self, message: Spooled) -> None:
        await self._publish(message.partition, message.name, await asyncio.to_thread(message.data))
        await asyncio.to_thread(self._spool.remove, message)


def _tell(told: asyncio.Future[None], refused: Refused | None) -> None:
    if told.done():  # whoever waited has gone
        return
    if refused is None:
        told.set_result(None)
    else:
        told.set_exception(refused)


def _parcels(sender: Sender, lines: bytes, batch: str | None, received_at: datetime) -> Iterator[Parcel]:
    name = batch or name_of(sender.sensor, lines)
    for number, piece in enumerate(list(_pieces(lines))):
        yield Parcel(sender.tenant, sender.sensor, f"{name}.{number}" if number else name, received_at, piece)


def _pieces(lines: bytes) -> Iterator[bytes]:
    """The lines in pieces of at most LARGEST_PARCEL_BYTES. Raises Refused where a line is too long."""
    start = 0
    while len(lines) - start > LARGEST_PARCEL_BYTES:
        cut = lines.rfind(b"\n", start, start + LARGEST_PARCEL_BYTES)
        if cut < 0:
            break
        yield lines[start:cut]
        start = cut + 1
    if len(lines) - start > LARGEST_PARCEL_BYTES:
        raise Refused(413, f"a record is longer than {LARGEST_PARCEL_BYTES} bytes")
    yield lines[start:]
