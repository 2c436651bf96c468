"""The way to everything that NATS keeps for us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from otasuke.stream.nats.connection import Connection
from otasuke.stream.nats.journal import NatsJournal
from otasuke.stream.nats.registry import NatsRegistry
from otasuke.stream.nats.stream import LARGEST_BYTES, NatsStream
from otasuke.stream.port import KEPT, Journal, Registry, Stream


class NatsBroker:
    """See `Broker`."""

    def __init__(self, connection: Connection, largest_bytes: int) -> None:
        self._connection = connection
        self._largest_bytes = largest_bytes

    @classmethod
    async def open(
        cls, url: str, *, largest_bytes: int = LARGEST_BYTES, moved_to: Callable[[], str | None] = lambda: None
    ) -> NatsBroker:
        """Connect. Raises StreamUnavailable.

        largest_bytes  of a stream that is made now.
        moved_to       see Connection.
        """
        connection = Connection(moved_to)
        await connection.open(url)
        return cls(connection, largest_bytes)

    async def stream(self, groups: tuple[str, ...]) -> Stream:
        """The stream."""
        stream = NatsStream(self._connection)
        await stream.prepare(groups, self._largest_bytes)
        return stream

    async def journal(self, name: str, *, kept: timedelta = KEPT) -> Journal:
        """A journal."""
        journal = NatsJournal(self._connection, name, kept)
        await journal.prepare()
        return journal

    async def registry(self, name: str) -> Registry:
        """A registry."""
        registry = NatsRegistry(self._connection, name)
        await registry.prepare()
        return registry

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()
