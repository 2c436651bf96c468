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
from otasuke.stream.port import Broker


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
