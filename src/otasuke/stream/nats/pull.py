"""Pulling from a consumer: messages are handed on as they come.

The client library's own `fetch` waits until it has as many as were asked for, or its time is over: seconds in which a
message that is already there is not worked on. And what comes after that time it leaves to be delivered again.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

import orjson
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import NoRespondersError

from otasuke.stream.nats.connection import Connection

_ASKED_FOR_S = 5.0
_LATE_S = 1.0
"""The server says when a request is over; so much later it will not say so any more."""
_STATUS, _NOBODY, _ALIVE = "Status", "503", "100"


class Pull:
    """The messages of a consumer that is there. One request for some of them is always before the server."""

    def __init__(self, connection: Connection, stream: str, consumer: str) -> None:
        self._connection = connection
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._inbox: Subscription | None = None
        self._asked = self._losses = 0
        self._asked_until = 0.0

    async def take(self, most: int, *, wait_s: float) -> list[Msg]:
        """Up to `most` messages, as soon as there is one; none after `wait_s`. Raises nats.errors.Error: no such consumer."""
        inbox = self._inbox = self._inbox or await self._subscribe()
        until = monotonic() + wait_s
        taken: list[Msg] = []
        while not taken and (left_s := until - monotonic()) > 0:
            await self._ask(inbox, most)
            with suppress(TimeoutError):
                taken += self._told(await inbox.next_msg(left_s))
        while len(taken) < most and inbox.pending_msgs:
            taken += self._told(await inbox.next_msg())
        return taken

    async def close(self) -> None:
        """Take no more."""
        if self._inbox is not None:
            await self._inbox.unsubscribe()

    async def _subscribe(self) -> Subscription:
        return await self._connection.client.subscribe(self._connection.client.new_inbox())

    async def _ask(self, inbox: Subscription, most: int) -> None:
        """See to it that the server has a request of ours; it forgets them when the connection is lost."""
        losses = self._connection.losses
        if self._asked > 0 and self._losses == losses and monotonic() < self._asked_until:
            return
        self._asked, self._losses, self._asked_until = most, losses, monotonic() + _ASKED_FOR_S + _LATE_S
        request = {"batch": most, "expires": int(_ASKED_FOR_S * 1e9)}
        await self._connection.client.publish(self._subject, orjson.dumps(request), reply=inbox.subject)

    def _told(self, message: Msg) -> list[Msg]:
        """The message, if it is one of the stream's; the server's words about the request come the same way."""
        status = (message.headers or {}).get(_STATUS)
        if status is None:
            self._asked -= 1
            return [message]
        if status == _NOBODY:
            self._asked = 0
            raise NoRespondersError
        if status != _ALIVE:
            self._asked = 0
        return []
