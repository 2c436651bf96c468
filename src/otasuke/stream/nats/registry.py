"""A registry: a bucket of keys and values."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from nats.js.api import KeyValueConfig
from nats.js.kv import KV_DEL, KV_PURGE, KeyValue

from otasuke.stream.nats.connection import Connection, told
from otasuke.stream.port import StreamUnavailable

_LOOK_EVERY_S = 1.0


class NatsRegistry:
    """See `Registry`."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name
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
        """Ask for the keys, and for the value of each."""
        found = {}
        with told("NATS gave no values"):
            watcher = await self._opened().watchall(ignore_deletes=True)
            while (entry := await _next(watcher)) is not None:
                found[entry.key] = entry.value or b""
            await watcher.stop()  # type: ignore[no-untyped-call]  # nats-py gives it no types
        return found

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
    return entry
