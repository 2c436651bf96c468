"""Both kinds of stream, to be used in the same way: `with` a real NATS below a folder, or in memory."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from otasuke.local.nats import Nats
from otasuke.local.supervisor import Supervisor
from otasuke.stream.port import Stream

GROUPS = ("archive", "detect")
T = TypeVar("T")


@contextmanager
def running_nats() -> Iterator[tuple[Nats, Supervisor]]:
    """A server of its own."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as folder:
        server = Nats(Path(folder))
        supervisor = Supervisor([server.service()], say=lambda _: None)
        supervisor.start()
        try:
            yield server, supervisor
        finally:
            supervisor.stop()


def run(open_stream: Callable[[], Awaitable[Stream]], story: Callable[[Stream], Awaitable[T]]) -> T:
    """Open a stream, do something with it, close it."""

    async def all_of_it() -> T:
        stream = await open_stream()
        try:
            return await story(stream)
        finally:
            await stream.close()

    return asyncio.run(all_of_it())
