"""`python -m otasuke.web.sensors.watching`: a process beside the web that knows within a second which devices came."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

import django
from asgiref.sync import sync_to_async
from django.db import Error, connections

from otasuke.enrol.presence import JOURNAL, KEPT, Presence, read_presence
from otasuke.stream.port import Broker, Entry, Journal, StreamUnavailable

_AT_A_TIME = 64
_WAIT_S = 2.0
_AGAIN_S = 1.0
_log = logging.getLogger(__name__)


async def watch() -> None:
    """Work until cancelled. While the broker or the database is away it asks again every second."""
    from otasuke.web.sensors.broker import open_broker

    while True:
        try:
            broker = await open_broker()
        except StreamUnavailable as error:
            await _again(error)
            continue
        try:
            await _follow(broker)
        finally:
            await broker.close()


async def _follow(broker: Broker) -> None:
    """Write down what the journal says until the connection cannot be mended."""
    from otasuke.web.sensors.heard import read_until

    while True:
        try:
            journal = await broker.journal(JOURNAL, kept=KEPT)
            at = await _asked(read_until)
            if at > await journal.newest():  # it is another journal: of a server that was made anew
                at = 0
            while True:
                at = await write_next(journal, after=at)
        except (StreamUnavailable, Error) as error:
            await _again(error)


async def write_next(journal: Journal, *, after: int) -> int:
    """Write down the next entries, if any come soon; the number up to which they were. Raises StreamUnavailable, Error."""
    from otasuke.web.sensors.heard import write_heard

    entries = await journal.read(after=after, most=_AT_A_TIME, wait_s=_WAIT_S)
    if not entries:
        return after
    until = entries[-1].number
    heard = [one for entry in entries for one in _said(entry)]
    await _asked(lambda: write_heard(heard, until=until))
    return until


def _said(entry: Entry) -> Sequence[Presence]:
    try:
        return read_presence(entry.data)
    except (ValueError, TypeError) as error:
        _log.warning("entry.unreadable %s %s", entry.name, type(error).__name__)
        return []


async def _asked(question: Callable[[], int]) -> int:
    """What the database answers, asked in the one thread that has a connection to it."""
    return await sync_to_async(question, thread_sensitive=True)()


async def _again(error: Exception) -> None:
    _log.warning("waits %s", type(error).__name__)
    await sync_to_async(connections.close_all, thread_sensitive=True)()
    await asyncio.sleep(_AGAIN_S)


async def _until_told() -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await watch()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    django.setup()
    asyncio.run(_until_told())
