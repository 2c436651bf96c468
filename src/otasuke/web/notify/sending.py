"""The process that sends: it sleeps until a commit wakes it or something is due, and several threads empty the outbox."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.db import Error, connection, connections
from django.utils import timezone

from otasuke.web.notify.channels.port import Channels
from otasuke.web.notify.delivering import deliver
from otasuke.web.notify.outbox import LOCKS, take
from otasuke.web.notify.planning import CHANNEL
from otasuke.web.notify.policy import Urgency

LOG = logging.getLogger("otasuke.web.notify")
DOUBT = timedelta(seconds=20)
"""Longer than any channel takes to answer: what has not been said by then may be asked."""

_THREADS = 6
_FOR_URGENT = 2
"""Threads that bring nothing else than a 赤: a thousand mails do not keep a telephone waiting."""
_LOOK_EVERY_S = 1.0
_AGAIN_S = 1.0


class Sender:
    """number: of this process; whoever runs it holds the advisory lock of that number."""

    def __init__(
        self,
        channels: Channels,
        *,
        number: int,
        clock: Callable[[], datetime] = timezone.now,
        doubt: timedelta = DOUBT,
    ) -> None:
        self._channels = channels
        self._number = number
        self._clock = clock
        self._doubt = doubt

    def step(self, most: Urgency = Urgency.LATER) -> bool:
        """Bring on the most urgent delivery that is due; whether there was one."""
        taken = take(self._clock(), sender=self._number, doubt=self._doubt, most=most)
        if taken is None:
            return False
        deliver(taken, self._channels, clock=self._clock, doubt=self._doubt)
        return True

    def empty(self) -> int:
        """Bring on all that is due; how many steps it took."""
        steps = 0
        while self.step():
            steps += 1
        return steps


def run(channels: Channels, *, stopping: threading.Event, beat: Path | None = None, doubt: timedelta = DOUBT) -> None:
    """Send until it is told to stop. While the database is away it asks again every second.

    beat  a file that is touched as long as this works.
    """
    number = secrets.randbelow(2**31 - 1) + 1
    sender, bell = Sender(channels, number=number, doubt=doubt), _Bell()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="send") as pool:
        threads: list[Future[None]] = []
        try:
            while not stopping.is_set():
                with _listening(number, stopping) as listening:
                    if listening is None:
                        continue
                    if not threads:
                        urgencies = [Urgency.NOW] * _FOR_URGENT + [Urgency.LATER] * (_THREADS - _FOR_URGENT)
                        threads = [pool.submit(_work, sender, most, bell, stopping) for most in urgencies]
                    _attend(listening, bell, stopping, threads, beat)
        finally:
            stopping.set()
            bell.ring()


def _attend(
    listening: psycopg.Connection[tuple[object, ...]],
    bell: _Bell,
    stopping: threading.Event,
    threads: list[Future[None]],
    beat: Path | None,
) -> None:
    """Ring for every commit, and once in a while. Raises what a thread died of; returns when the connection is lost."""
    bell.may_work.set()
    try:
        while not stopping.is_set():
            for one in threads:
                if one.done():
                    one.result()
            if beat:
                beat.write_text(str(os.getpid()), encoding="ascii")
            for _ in listening.notifies(timeout=_LOOK_EVERY_S, stop_after=1):
                pass
            bell.ring()
    except psycopg.Error as error:
        LOG.warning("notify.waits %s", type(error).__name__)
    finally:
        bell.may_work.clear()


@contextmanager
def _listening(number: int, stopping: threading.Event) -> Iterator[psycopg.Connection[tuple[object, ...]] | None]:
    """A connection that holds the process's lock and hears of commits; None while there is none."""
    told = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    try:
        opened = psycopg.connect(**{name: told[name] for name in names if told.get(name)}, autocommit=True)
    except psycopg.Error as error:
        LOG.warning("notify.waits %s", type(error).__name__)
        stopping.wait(_AGAIN_S)
        yield None
        return
    with opened:
        opened.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, number])
        opened.execute(f"LISTEN {CHANNEL}".encode())
        yield opened


def _work(sender: Sender, most: Urgency, bell: _Bell, stopping: threading.Event) -> None:
    """Empty the outbox whenever the bell rings."""
    try:
        while not stopping.is_set():
            heard = bell.heard()
            try:
                if bell.may_work.is_set() and sender.step(most):
                    continue
            except Error as error:  # what was under way is asked for later
                LOG.warning("notify.waits %s", type(error).__name__)
                connections.close_all()
                stopping.wait(_AGAIN_S)
            bell.wait(heard)
    finally:
        connections.close_all()


class _Bell:
    """Wakes all threads; who was busy meanwhile hears that it has rung."""

    def __init__(self) -> None:
        self.may_work = threading.Event()
        self._rung = 0
        self._is_rung = threading.Condition()

    def heard(self) -> int:
        """How often it has rung."""
        return self._rung

    def ring(self) -> None:
        """Wake everybody."""
        with self._is_rung:
            self._rung += 1
            self._is_rung.notify_all()

    def wait(self, heard: int) -> None:
        """Return when it rings, or has rung since."""
        with self._is_rung:
            self._is_rung.wait_for(lambda: self._rung != heard, timeout=2 * _LOOK_EVERY_S)
