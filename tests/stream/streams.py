"""Both kinds of broker, to be used in the same way: a real NATS below a folder, or one in memory."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from otasuke.local.nats import Nats
from otasuke.local.supervisor import Supervisor
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import Broker, Delivery, Entry, Journal, Stream

GROUPS = ("archive", "detect")
_COMES_WITHIN_S = 20.0
_LOOK_FOR_S = 0.2
T = TypeVar("T")
Opener = Callable[[], Awaitable[Broker]]


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


def kill(supervisor: Supervisor) -> None:
    """Kill the server as a power cut would."""
    process = supervisor.watched[0].process
    assert process is not None
    process.kill()
    process.wait()


def nats_of(server: Nats, **options: int) -> Opener:
    """Connects to a server."""
    return lambda: NatsBroker.open(server.url or "", **options)


def run(opener: Opener, story: Callable[[Broker], Awaitable[T]]) -> T:
    """Open a broker, do something with it, close it."""

    async def all_of_it() -> T:
        broker = await opener()
        try:
            return await story(broker)
        finally:
            await broker.close()

    return asyncio.run(asyncio.wait_for(all_of_it(), 60))


def run_stream(opener: Opener, story: Callable[[Stream], Awaitable[T]]) -> T:
    """The same with the stream of a broker."""

    async def with_stream(broker: Broker) -> T:
        return await story(await broker.stream(GROUPS))

    return run(opener, with_stream)


async def take(stream: Stream, group: str, *, partition: int = 2, count: int = 0) -> list[Delivery]:
    """What is there for a group. count: how many there should be; they may take their time to come, on a busy machine."""
    until = time.monotonic() + _COMES_WITHIN_S
    taken: list[Delivery] = []
    while len(taken) < count and time.monotonic() < until:
        taken += await stream.take(group, partition, most=count - len(taken), wait_s=until - time.monotonic())
    return taken + await stream.take(group, partition, most=10, wait_s=_LOOK_FOR_S)


async def read(journal: Journal, *, after: int = 0, count: int) -> list[Entry]:
    """So many entries behind a number, which may take their time to come, and what there is more."""
    until = time.monotonic() + _COMES_WITHIN_S
    found: list[Entry] = []
    while len(found) < count and time.monotonic() < until:
        behind = found[-1].number if found else after
        found += await journal.read(after=behind, most=count - len(found), wait_s=until - time.monotonic())
    return found + await journal.read(after=found[-1].number if found else after, most=9, wait_s=_LOOK_FOR_S)
