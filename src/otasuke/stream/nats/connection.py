"""The connection to NATS that all parts of the broker share, and what its errors mean to us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from nats.aio.client import Client
from nats.errors import Error
from nats.js.client import JetStreamContext

from otasuke.stream.port import StreamUnavailable

ANSWER_WITHIN_S = 5.0
_AGAIN_AFTER_S = 0.25
_ASK_EVERY_S = 10
T = TypeVar("T")


class Connection:
    """A connection that mends itself. While it is lost, requests fail at once instead of waiting for their answer.

    moved_to  tells where the server is by now, if it may come back elsewhere; None if that is not known.
    losses    how often it was lost so far.
    """

    def __init__(self, moved_to: Callable[[], str | None] = lambda: None) -> None:
        self.client = Client()
        self._moved_to = moved_to
        self._lost = asyncio.Event()
        self.losses = 0

    @property
    def context(self) -> JetStreamContext:
        """JetStream behind the connection."""
        return self.client.jetstream(timeout=ANSWER_WITHIN_S)

    async def open(self, url: str) -> None:
        """Connect. Raises StreamUnavailable."""
        # nats-py tries for ever, which is right later on, but not here.
        connecting = self.client.connect(
            url,
            max_reconnect_attempts=-1,
            reconnect_time_wait=_AGAIN_AFTER_S,  # type: ignore[arg-type]  # it only waits for so long
            ping_interval=_ASK_EVERY_S,
            error_cb=self._on_error,
            disconnected_cb=self._on_lost,
            reconnected_cb=self._on_found,
        )
        with told("NATS cannot be used"):
            await asyncio.wait_for(connecting, ANSWER_WITHIN_S)

    async def answer(self, request: Awaitable[T], what: str) -> T:
        """The answer to a request. Raises StreamUnavailable, also when the connection is lost meanwhile."""
        asking, losing = asyncio.ensure_future(request), asyncio.ensure_future(self._lost.wait())
        try:
            with told(what):
                await asyncio.wait({asking, losing}, return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    raise StreamUnavailable(f"{what}: the connection is lost")
                return asking.result()
        finally:
            losing.cancel()
            asking.cancel()

    async def close(self) -> None:
        """Close it."""
        await self.client.close()

    async def _on_error(self, _: Exception) -> None:
        """Lost connections are made again by the client; who waits for an answer is told by a StreamUnavailable."""
        if self.client.is_reconnecting and (url := self._moved_to()):
            self.client.set_server_pool([url])

    async def _on_lost(self) -> None:
        self.losses += 1
        self._lost.set()

    async def _on_found(self) -> None:
        self._lost.clear()


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn the errors of NATS into ours."""
    try:
        yield
    except (TimeoutError, Error, OSError) as error:
        raise StreamUnavailable(f"{what}: {str(error) or type(error).__name__}") from error
