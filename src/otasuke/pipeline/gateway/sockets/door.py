"""A door that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from otasuke.pipeline.gateway.sockets.complaints import Complaints
from otasuke.pipeline.gateway.sockets.datagrams import Datagrams
from otasuke.pipeline.gateway.sockets.listener import Listener


class Door:
    """Where senders come in, until it is closed.

    port    where it listens, TCP and UDP alike.
    counts  what happened here since it was opened, by name. `lines` and `bytes` were accepted; `not_accepted` are lines that
            wait for that or were refused for good, `lost` datagrams that did not fit. Others hint at a fault:
            unknown_sender, too_long, bad_frame and so on.
    """

    def __init__(self, complaints: Complaints, *parts: Listener | Datagrams) -> None:
        self.port: int = parts[0].port
        self._complaints = complaints
        self._parts = parts

    @property
    def counts(self) -> Mapping[str, int]:
        return +self._complaints.counts

    async def close(self) -> None:
        """Accept nothing more, and hand over what was read; at most some seconds."""
        await asyncio.gather(*(part.close() for part in self._parts))
