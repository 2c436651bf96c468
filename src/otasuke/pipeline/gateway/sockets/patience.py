"""How long to wait for what a sender sends next."""

from __future__ import annotations

import asyncio

from otasuke.pipeline.gateway.sockets.listener import Limits

_QUIET_S = 0.01
_GATHERS_FOR_S = 0.05


class Patience:
    """Short while more may come that can be handed over together, long for a message's rest, longest between messages."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._clock = asyncio.get_running_loop().time
        self._message_until: float | None = None
        self._gathers_until: float | None = None

    def read(self, *, ended: bool, waits: bool) -> None:
        """Something came: a message ended; one is unfinished."""
        if ended or not waits:
            self._message_until = None
        if waits and self._message_until is None:
            self._message_until = self._clock() + self._limits.message_s
        if ended and self._gathers_until is None:
            self._gathers_until = self._clock() + _GATHERS_FOR_S

    def handed_over(self) -> None:
        """What was gathered is gone."""
        self._gathers_until = None

    def seconds(self) -> float:
        """How long to wait now."""
        if self._gathers_until is not None:
            return max(min(_QUIET_S, self._gathers_until - self._clock()), 0.0)
        if self._message_until is not None:
            return max(self._message_until - self._clock(), 0.0)
        return self._limits.idle_s
