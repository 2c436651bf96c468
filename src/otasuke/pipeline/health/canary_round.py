"""A round of canaries: one on each path."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from otasuke.pipeline.health.canary import Canary
from otasuke.pipeline.health.canary_ways import NotTaken, Send
from otasuke.pipeline.log import Log

EVERY_S = 60.0
"""How often there should be one."""


class Watch(Protocol):
    """Who has to know of a canary before it is sent."""

    def sent(self, path: str, nonce: str, at: datetime) -> None:
        """A canary is about to be sent."""


async def send_round(ways: Mapping[str, Send], watch: Watch, *, now: datetime, log: Log) -> None:
    """Send a canary on each path at the same time. One that cannot be sent is logged, and will be missed by the watch."""
    await asyncio.gather(*(_send(path, send, watch, now=now, log=log) for path, send in ways.items()))


async def _send(path: str, send: Send, watch: Watch, *, now: datetime, log: Log) -> None:
    canary = Canary.new(path, now)
    watch.sent(path, canary.nonce, now)
    try:
        await send(canary)
    except NotTaken as refused:
        log.warning("canary.not_taken", path=path, status=refused.status)
    except OSError as error:  # TimeoutError and ssl.SSLError are such
        log.warning("canary.not_sent", path=path, error=type(error).__name__)
