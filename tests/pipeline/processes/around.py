"""Surroundings in memory, for processes of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from otasuke.pipeline.log import Log
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Broker, Registry, StreamUnavailable


class ForgetfulBroker(MemoryBroker):
    """Its registries cannot be reached while `is_away`."""

    is_away = False

    async def registry(self, name: str) -> Registry:
        if self.is_away:
            raise StreamUnavailable("not today")
        return _Losing(await super().registry(name), self)


class _Losing:
    """A registry whose listeners are told that the connection is lost as soon as the broker is away."""

    def __init__(self, registry: Registry, broker: ForgetfulBroker) -> None:
        self._registry = registry
        self._broker = broker
        self.put, self.remove, self.all = registry.put, registry.remove, registry.all

    async def changes(self) -> AsyncIterator[tuple[str, bytes | None]]:
        changes = self._registry.changes()
        next_one = asyncio.ensure_future(anext(changes))
        while not self._broker.is_away:
            done, _ = await asyncio.wait([next_one], timeout=0.01)
            if done:
                yield next_one.result()
                next_one = asyncio.ensure_future(anext(changes))
        next_one.cancel()
        raise StreamUnavailable("the connection was lost")


def surroundings(folder: Path, broker: MemoryBroker, *, name: str = "test") -> Surroundings:
    async def connect() -> Broker:
        return broker

    return Surroundings(name, folder, connect, Log(name, write=lambda _: None))


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
