"""A registry: a bucket of keys and values."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy, KeyValueConfig
from nats.js.errors import NotFoundError
from nats.js.kv import KV_DEL, KV_OP, KV_PURGE, KeyValue

from otasuke.stream.nats.connection import Connection, told
from otasuke.stream.port import StreamUnavailable

_LOOK_EVERY_S = 1.0
_AT_A_TIME = 1000
_FORGOTTEN_AFTER_S = 60.0
"""So long the server remembers a reader that has gone without a word."""


class NatsRegistry:
    """See `Registry`."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._stream = f"KV_{name}"
        self._prefix = f"$KV.{name}."
        self._bucket: KeyValue | None = None

    async def prepare(self) -> None:
        """Make it where it is not there yet. Raises StreamUnavailable."""
        with told("NATS cannot be used"):
            self._bucket = await self._connection.context.create_key_value(KeyValueConfig(bucket=self._name))

    def _opened(self) -> KeyValue:
        assert self._bucket is not None
        return self._bucket

    async def put(self, key: str, value: bytes) -> None:
        """Set a value, and wait until the server has it on its disk."""
        await self._connection.answer(self._opened().put(key, value), "NATS did not confirm a value")

    async def remove(self, key: str) -> None:
        """Mark the key as removed."""
        await self._connection.answer(self._opened().purge(key), "NATS did not confirm a removal")

    async def all(self) -> dict[str, bytes]:
        """Read what the bucket holds, with a reader of its own.

        nats-py's `watchall`, and so its `keys`, now and then says that a full bucket is empty: where the server sends
        everything before it answers how much there is. It also leaves its reader behind, and a server has only so many.
        """
        with told("NATS gave no values"):
            reader = await self._connection.context.add_consumer(
                self._stream,
                ConsumerConfig(
                    name=f"reader-{uuid4().hex}",
                    ack_policy=AckPolicy.NONE,
                    deliver_policy=DeliverPolicy.LAST_PER_SUBJECT,
                    filter_subject=f"{self._prefix}>",
                    inactive_threshold=_FORGOTTEN_AFTER_S,
                    mem_storage=True,
                ),
            )
            try:
                return {key: value async for key, value in self._read(reader) if value is not None}
            finally:
                with suppress(NotFoundError):
                    await self._connection.context.delete_consumer(self._stream, reader.name)

    async def _read(self, reader: ConsumerInfo) -> AsyncIterator[tuple[str, bytes | None]]:
        """Every key, with None where it was removed."""
        pull = await self._connection.context.pull_subscribe_bind(consumer=reader.name, stream=self._stream)
        pending = reader.num_pending or 0
        try:
            while pending:
                try:
                    messages = await pull.fetch(min(pending, _AT_A_TIME), timeout=_LOOK_EVERY_S)
                    pending = messages[-1].metadata.num_pending
                except TimeoutError:  # what was to come may have been changed meanwhile
                    messages, pending = [], (await pull.consumer_info()).num_pending or 0
                for message in messages:
                    is_removed = (message.headers or {}).get(KV_OP) in (KV_DEL, KV_PURGE)
                    yield message.subject.removeprefix(self._prefix), None if is_removed else message.data
        finally:
            await pull.unsubscribe()

    async def changes(self) -> AsyncIterator[tuple[str, bytes | None]]:
        """Watch the bucket; begin again where this raises StreamUnavailable: changes may have been missed."""
        losses = self._connection.losses
        with told("NATS tells of no changes"):
            watcher = await self._opened().watchall()
            try:
                while self._connection.losses == losses:
                    with suppress(TimeoutError):
                        entry = await _next(watcher)
                        if entry is not None:
                            yield entry.key, None if entry.operation in (KV_DEL, KV_PURGE) else entry.value
            finally:
                await watcher.stop()  # type: ignore[no-untyped-call]  # nats-py gives it no types
        raise StreamUnavailable("NATS tells of no changes: the connection was lost")


async def _next(watcher: KeyValue.KeyWatcher) -> KeyValue.Entry | None:
    """The next change; None once after what was there at the beginning. Raises TimeoutError if nothing changes for a while."""
    entry: KeyValue.Entry | None = await watcher.updates(timeout=_LOOK_EVERY_S)  # type: ignore[no-untyped-call]  # as above
    # It waits with `wait_for`, which in Python 3.11 forgets that it was cancelled where a change comes at that moment.
    if (task := asyncio.current_task()) and task.cancelling():
        raise asyncio.CancelledError
    return entry
