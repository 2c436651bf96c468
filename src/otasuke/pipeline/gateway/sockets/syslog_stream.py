"""One connection of a sender of syslog, over TCP or TLS."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault
from otasuke.pipeline.gateway.sockets.handover import Handover
from otasuke.pipeline.gateway.sockets.listener import Limits
from otasuke.pipeline.gateway.sockets.syslog_frames import Framer, one_line
from otasuke.pipeline.senders import Sender

_ENOUGH_BYTES = 512 << 10
_QUIET_S = 0.01
_GATHERS_FOR_S = 0.05

Identify = Callable[[], Sender | None]
"""Who the caller is now. Asked again for each parcel: a credential that is taken away ends the connection."""


class SyslogStream:
    """Reads messages and hands them over, many at a time.

    Syslog has no acknowledgements: what was read is in our hands. So no more is read than was handed over, and the
    sender notices by TCP that it has to wait.
    """

    def __init__(
        self,
        caller: Caller,
        identify: Identify,
        *,
        sender: Sender,
        handover: Handover,
        limits: Limits,
        complaints: Complaints,
    ) -> None:
        self._caller = caller
        self._identify = identify
        self._sender = sender
        self._handover = handover
        self._limits = limits
        self._complaints = complaints
        self._framer = Framer()
        self._goes_on = True
        self._message_until: float | None = None
        self._clock = asyncio.get_running_loop().time

    async def run(self) -> None:
        """Until the sender ends the connection, breaks a limit, or is refused for good."""
        while self._goes_on:
            lines = await self._gather()
            self._complain_of_frames()
            if lines:
                await self._give(lines)

    async def _gather(self) -> list[bytes]:
        """The lines of messages that come one upon the other."""
        lines: list[bytes] = []
        size, until = 0, 0.0
        while self._goes_on and size < _ENOUGH_BYTES:
            data = await self._caller.read(within_s=self._patience_s(until if lines else None))
            if data is None and lines:
                break
            for line in map(one_line, self._messages(data)):
                if line:
                    lines.append(line)
                    size += len(line) + 1
            until = until or (self._clock() + _GATHERS_FOR_S if lines else 0.0)
        return lines

    def _patience_s(self, until: float | None) -> float:
        if until is not None:
            return max(min(_QUIET_S, until - self._clock()), 0.0)
        if self._message_until is not None:
            return max(self._message_until - self._clock(), 0.0)
        return self._limits.idle_s

    def _messages(self, data: bytes | None) -> list[bytes]:
        if not data:
            self._goes_on = False
            if data is None and self._framer.waits:
                self._complain(Fault.HALF_MESSAGE)
            return self._framer.finish()
        messages = self._framer.feed(data)
        if messages or not self._framer.waits:
            self._message_until = None
        if self._framer.waits and self._message_until is None:
            self._message_until = self._clock() + self._limits.message_s
        self._goes_on = self._framer.fault is None
        return messages

    async def _give(self, lines: list[bytes]) -> None:
        sender = self._identify()
        if not sender:
            self._complain(Fault.NO_LONGER_KNOWN, times=len(lines))
            self._goes_on = False
            return
        self._sender = sender
        try:
            await self._handover.give(sender, b"\n".join(lines), batch=uuid4().hex)
        except Refused:
            self._goes_on = False

    def _complain_of_frames(self) -> None:
        if self._framer.too_long:
            self._complain(Fault.TOO_LONG, times=self._framer.too_long)
            self._framer.too_long = 0
        if self._framer.fault:
            self._complain(Fault.BAD_FRAME)

    def _complain(self, fault: Fault, *, times: int = 1) -> None:
        self._complaints.about(fault, self._sender, address=self._caller.address, times=times)
