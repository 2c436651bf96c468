"""Keeping a book of credentials as the registry has it, with a copy on the disk for when the broker is away."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from pathlib import Path

import orjson

from otasuke.lake.durable import write_durably
from otasuke.pipeline.credentials import REGISTRY, CredentialBook
from otasuke.pipeline.log import Log
from otasuke.stream.port import Broker, StreamUnavailable

_AGAIN_S = 0.5
_COPY_EVERY_S = 2.0


class FollowedBook:
    """Follows the registry while `follow` runs.

    known  is set as soon as the credentials are known, from the registry or from the copy.
    """

    def __init__(self, copy: Path, *, log: Log) -> None:
        self.book = CredentialBook()
        self.known = asyncio.Event()
        self._copy = copy
        self._log = log
        self._is_copied = True
        self._read_copy()

    def _read_copy(self) -> None:
        try:
            values = orjson.loads(self._copy.read_bytes())
            for id, value in values.items():
                self.book.change(id, b64decode(value))
        except FileNotFoundError:
            return
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._log.warning("credentials.copy_unreadable", error=type(error).__name__)
            return
        self.known.set()

    async def follow(self, broker: Broker) -> None:
        """Follow until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_copying())
            await self._follow(broker)

    async def _keep_copying(self) -> None:
        while True:
            await asyncio.sleep(_COPY_EVERY_S)
            if not self._is_copied:
                await self._write_copy()

    async def _follow(self, broker: Broker) -> None:
        while True:
            try:
                registry = await broker.registry(REGISTRY)
                await self._renew(await registry.all())
                async for id, value in registry.changes():
                    self._change(id, value)
                    self._is_copied = False
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _renew(self, values: dict[str, bytes]) -> None:
        for id in self.book.values().keys() - values.keys():
            self.book.change(id, None)
        for id, value in values.items():
            self._change(id, value)
        await self._write_copy()
        self.known.set()

    def _change(self, id: str, value: bytes | None) -> None:
        try:
            self.book.change(id, value)
        except (ValueError, TypeError, KeyError) as error:
            self._log.error("credential.unreadable", id=id, error=type(error).__name__)

    async def _write_copy(self) -> None:
        self._is_copied = True
        values = {id: b64encode(value).decode() for id, value in self.book.values().items()}
        try:
            await asyncio.to_thread(write_durably, self._copy, orjson.dumps(values))
        except OSError as error:
            self._log.warning("credentials.copy_unwritable", error=type(error).__name__)
