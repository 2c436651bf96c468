"""A process beside the web that writes down what journals of the broker say, each entry once."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import django
from asgiref.sync import sync_to_async
from django.db import Error, InterfaceError, OperationalError, connections

from otasuke.stream.port import KEPT, Broker, Entry, Journal, StreamUnavailable
from otasuke.web.jobs.beginning import log_to_stderr, wait_for_tables

_WAIT_S = 2.0
_AGAIN_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Followed:
    """A journal, and what is done with it.

    read_until  the number up to which everything was written down; write: writes entries down, together with that number; at_a_time: how many at once.
    """

    journal: str
    read_until: Callable[[], int]
    write: Callable[[Sequence[Entry], int], object]
    kept: timedelta = KEPT
    at_a_time: int = 64


async def follow(followed: Followed) -> None:
    """Work until cancelled. While the broker or the database is away it asks again every second."""
    from otasuke.web.sensors.broker import open_broker

    waiting = _Waiting(followed.journal)
    while True:
        try:
            broker = await open_broker()
        except StreamUnavailable as error:
            await waiting.again(error)
            continue
        try:
            await _follow(broker, followed, waiting)
        finally:
            await broker.close()


async def _follow(broker: Broker, followed: Followed, waiting: _Waiting) -> None:
    """Write down what the journal says until the connection cannot be mended."""
    while True:
        try:
            journal = await broker.journal(followed.journal, kept=followed.kept)
            at = await _asked(followed.read_until)
            if at > await journal.newest():  # it is another journal: of a server that was made anew
                at = 0
            while True:
                at = await write_next(journal, followed, after=at)
                waiting.is_over()
        except (StreamUnavailable, Error) as error:
            await waiting.again(error)


async def write_next(journal: Journal, followed: Followed, *, after: int) -> int:
    """Write down the next entries, if any come soon; the number up to which they were. Raises StreamUnavailable, Error."""
    entries = await journal.read(after=after, most=followed.at_a_time, wait_s=_WAIT_S)
    if not entries:
        return after
    until = entries[-1].number

    def write() -> int:
        followed.write(entries, until)
        return until

    return await _asked(write)


async def _asked(question: Callable[[], int]) -> int:
    """What the database answers, asked in the one thread that has a connection to it."""
    return await sync_to_async(question, thread_sensitive=True)()


class _Waiting:
    """What keeps a journal from being followed, said once as long as it is the same."""

    def __init__(self, journal: str) -> None:
        self._journal = journal
        self._for = ""

    async def again(self, error: Exception) -> None:
        """Say what is waited for; return when it may be tried again."""
        if (words := _words(error)) != self._for:
            _log.warning("%s: waits, %s", self._journal, words)
            self._for = words
        await sync_to_async(connections.close_all, thread_sensitive=True)()
        await asyncio.sleep(_AGAIN_S)

    def is_over(self) -> None:
        """It goes on."""
        if self._for:
            _log.warning("%s: goes on", self._journal)
            self._for = ""


def _words(error: Exception) -> str:
    if isinstance(error, StreamUnavailable):
        return "the broker (NATS) cannot be reached"
    if isinstance(error, (OperationalError, InterfaceError)):
        return "the database cannot be reached"
    return f"the database does not take what is to be written down ({type(error).__name__})"


def run(*followed: Callable[[], Followed]) -> None:
    """Be the process, until SIGTERM. followed: asked when the tables may be imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    django.setup()
    log_to_stderr()
    wait_for_tables()
    journals = [one() for one in followed]
    _log.info("follows %s", ", ".join(one.journal for one in journals))
    asyncio.run(_until_told(journals))


async def _until_told(followed: Sequence[Followed]) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as tasks:
            for one in followed:
                tasks.create_task(follow(one))
