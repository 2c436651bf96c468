"""Keeping a book as a registry has it, with a copy on the disk for when the broker is away."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import orjson

from otasuke.lake.durable import write_durably
from otasuke.pipeline.log import Log
from otasuke.stream.port import Broker, StreamUnavailable

CREDENTIALS_COPY = "credentials.json"
"""What the gateway's copy of the credentials is called, beside the notes of the processes."""
_AGAIN_S = 0.5
_COPY_EVERY_S = 0.2
_NEWEST_WITHIN_S = 5.0


class Book(Protocol):
    """What can be kept as a registry has it."""

    def change(self, key: str, value: bytes | None, /) -> None:
        """Take in a change of the registry. Raises ValueError, TypeError, KeyError."""

    def values(self) -> dict[str, bytes]:
        """As the registry keeps them."""


B = TypeVar("B", bound=Book)


class FollowedBook(Generic[B]):
    """Follows a registry while `follow` runs.

    known  is set as soon as it is known what stands there, from the registry or from the copy.
    """

    def __init__(self, book: B, registry: str, copy: Path, *, log: Log) -> None:
        self.book = book
        self.known = asyncio.Event()
        self._followed = asyncio.Event()
        self._registry = registry
        self._copy = copy
        self._log = log
        self._told: dict[str, int | None] = {}
        self._has_news = asyncio.Event()
        self._writing = asyncio.Lock()
        self._read_copy()

    @property
    def is_behind(self) -> bool:
        """Whether the registry cannot be followed now: what was known last is used, and may not be what stands there."""
        return not self._followed.is_set()

    async def newest(self) -> None:
        """Wait for what stands in the registry; if it is away for seconds, for the copy to be there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_NEWEST_WITHIN_S):
                await self._followed.wait()
        await self.known.wait()

    def _read_copy(self) -> None:
        try:
            values = {key: b64decode(value) for key, value in orjson.loads(self._copy.read_bytes()).items()}
        except FileNotFoundError:
            return
        except (ValueError, TypeError, AttributeError) as error:
            self._log.warning("registry.copy_unreadable", kind=self._registry, error=type(error).__name__)
            return
        for key, value in values.items():
            self._change(key, value)
        self.known.set()

    async def follow(self, broker: Broker) -> None:
        """Follow until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_copy())
            await self._follow(broker)

    async def _follow(self, broker: Broker) -> None:
        while True:
            try:
                registry = await broker.registry(self._registry)
                await self._renew(await registry.all())
                self._log.info("registry.followed", kind=self._registry)
                self._followed.set()
                async for key, value in registry.changes():
                    if self._change(key, value):
                        self._has_news.set()
            except StreamUnavailable:
                if not self.is_behind:
                    self._log.warning("registry.away", kind=self._registry)
                self._followed.clear()
                await asyncio.sleep(_AGAIN_S)

    async def _renew(self, values: dict[str, bytes]) -> None:
        for key in self.book.values().keys() - values.keys():
            self._change(key, None)
        for key, value in values.items():
            self._change(key, value)
        await self._write_copy()
        self.known.set()

    def _change(self, key: str, value: bytes | None) -> bool:
        """Tell the book; whether that is news. Whoever begins to follow is told everything again."""
        told = None if value is None else hash(value)
        is_news = self._told.get(key) != told
        self._told[key] = told
        try:
            self.book.change(key, value)
        except (ValueError, TypeError, KeyError) as error:
            self._log.error("registry.entry_unreadable", kind=self._registry, id=key, error=type(error).__name__)
        return is_news

    async def _keep_copy(self) -> None:
        """Write what is news, once for all that comes together: the copy holds everything."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            await self._write_copy()
            await asyncio.sleep(_COPY_EVERY_S)

    async def _write_copy(self) -> None:
        try:
            async with self._writing:
                values = {key: b64encode(value).decode() for key, value in self.book.values().items()}
                await asyncio.to_thread(write_durably, self._copy, orjson.dumps(values))
        except OSError as error:
            self._log.warning("registry.copy_unwritable", kind=self._registry, error=type(error).__name__)


def copied_keys(copy: Path) -> frozenset[str]:
    """The keys of a copy, all of which its book knows; none if it cannot be read."""
    return frozenset(copied(copy))


def copied(copy: Path) -> Mapping[str, object]:
    """What a copy holds, all of which its book was told; the values in Base64. Nothing if it cannot be read."""
    try:
        content = orjson.loads(copy.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
