"""One connection of a sender of syslog, over TCP or TLS."""

from __future__ import annotations

from uuid import uuid4

from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Fault
from otasuke.pipeline.gateway.sockets.office import Identify, Office
from otasuke.pipeline.gateway.sockets.patience import Patience
from otasuke.pipeline.gateway.sockets.syslog_frames import Framer, one_line

_ENOUGH_BYTES = 512 << 10


class SyslogStream:
    """Reads messages and hands them over, many at a time.

    Syslog has no acknowledgements: what was read is in our hands. So no more is read than was handed over, and the
    sender notices by TCP that it has to wait.
    """

    def __init__(self, office: Office, caller: Caller, *, identify: Identify, sender: Sender) -> None:
        self._office = office
        self._caller = caller
        self._identify = identify
        self._sender = sender
        self._framer = Framer()
        self._goes_on = True
        self._patience = Patience(office.limits)

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
        size = 0
        self._patience.handed_over()
        while self._goes_on and size < _ENOUGH_BYTES:
            data = await self._caller.read(within_s=self._patience.seconds())
            if data is None and lines:
                break
            new = [line for message in self._messages(data) if (line := one_line(message))]
            lines += new
            size += sum(map(len, new))
            self._patience.read(ended=bool(new), waits=self._framer.waits)
        return lines

    def _messages(self, data: bytes | None) -> list[bytes]:
        if data:
            messages = self._framer.feed(data)
            self._goes_on = self._framer.fault is None
            return messages
        self._goes_on = False
        if data is None and self._framer.waits:
            self._complain(Fault.HALF_MESSAGE)
        return self._framer.finish()

    async def _give(self, lines: list[bytes]) -> None:
        sender = self._identify()
        if not sender:
            self._complain(Fault.NO_LONGER_KNOWN, times=len(lines))
            self._goes_on = False
            return
        self._sender = sender
        try:
            await self._office.handover.give(sender, b"\n".join(lines), batch=uuid4().hex)
        except Refused:
            self._goes_on = False

    def _complain_of_frames(self) -> None:
        if self._framer.too_long:
            self._complain(Fault.TOO_LONG, times=self._framer.too_long)
            self._framer.too_long = 0
        if self._framer.fault:
            self._complain(Fault.BAD_FRAME)

    def _complain(self, fault: Fault, *, times: int = 1) -> None:
        self._office.complaints.about(fault, self._sender, address=self._caller.address, times=times)
