"""What all connections of a door have in common: who is known, what they may, and where their lines go."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable

from otasuke.enrol.senders import Sender, Senders
from otasuke.pipeline.gateway.intake import Intake
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault
from otasuke.pipeline.gateway.sockets.handover import Handover
from otasuke.pipeline.gateway.sockets.listener import Converse, Limits, Listener, TooMany
from otasuke.pipeline.log import Log

Identify = Callable[[], Sender | None]
"""Who a caller is now. Asked again for whatever it hands over: a credential that is taken away ends the connection."""


class Office:
    """One door's, for all its connections."""

    def __init__(self, door: str, *, senders: Senders, intake: Intake, log: Log, limits: Limits | None) -> None:
        self.senders = senders
        self.limits = limits or Limits()
        self.complaints = Complaints(door, log)
        self.handover = Handover(intake, self.complaints)
        self._listener: Listener | None = None

    def listens(
        self, accepting: socket.socket, converse: Converse, *, to_strangers: bool, tls: ssl.SSLContext | None = None
    ) -> Listener:
        """Accept connections. `to_strangers`: also from unknown addresses, who will say who they are."""
        self._listener = Listener(
            accepting,
            converse,
            is_welcome=(lambda _: True) if to_strangers else self._is_known,
            limits=self.limits,
            complaints=self.complaints,
            tls=tls,
        )
        return self._listener

    def who(self, caller: Caller) -> Sender | None:
        """Who shows a certificate is known by it or not at all; else by the address."""
        if caller.certificate:
            return self.senders.by_certificate(caller.certificate)
        return self.senders.by_address(caller.address)

    def turn_away(self, caller: Caller) -> None:
        """Tell of a caller who is nobody that we know."""
        self.complaints.about_stranger(Fault.UNKNOWN_SENDER, caller.address, certificate=caller.certificate or "")

    async def host(self, caller: Caller, sender: Sender, conversation: Callable[[], Awaitable[None]]) -> None:
        """Have the conversation, unless the sender has too many already."""
        assert self._listener
        try:
            with self._listener.introduced(caller, sender):
                await conversation()
        except TooMany:
            self.complaints.about(Fault.TOO_MANY_CONNECTIONS, sender, address=caller.address)

    def _is_known(self, address: str) -> bool:
        if self.senders.by_address(address):
            return True
        self.complaints.about_stranger(Fault.UNKNOWN_SENDER, address)
        return False
