"""Syslog: over UDP and TCP from addresses that are known, over TLS also from certificates that are known."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from functools import partial
from pathlib import Path

from otasuke.config import Listen
from otasuke.pipeline.gateway.intake import Intake
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault
from otasuke.pipeline.gateway.sockets.datagrams import Datagrams
from otasuke.pipeline.gateway.sockets.door import Door
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.handover import Handover
from otasuke.pipeline.gateway.sockets.listener import Limits, Listener, TooMany, bound_socket
from otasuke.pipeline.gateway.sockets.syslog_stream import SyslogStream
from otasuke.pipeline.gateway.sockets.tls import server_context
from otasuke.pipeline.log import Log
from otasuke.pipeline.senders import Sender, Senders

_TRIES_FOR_A_PORT = 20


async def serve_syslog(
    listen: Listen, *, senders: Senders, intake: Intake, log: Log, limits: Limits | None = None
) -> Door:
    """Open the door for UDP (RFC 5426) and TCP (RFC 6587) on the same port. Raises CannotListen."""
    limits = limits or Limits()
    office = _Office("syslog", senders, intake, log=log, limits=limits)
    accepting, bound = _same_port(listen)
    datagrams = Datagrams(
        bound,
        senders.by_address,
        handover=office.handover,
        waiting_bytes=limits.waiting_bytes,
        complaints=office.complaints,
    )
    return Door(office.complaints, office.listener(accepting), datagrams)


async def serve_syslog_tls(
    listen: Listen,
    *,
    certificate: tuple[Path, Path],
    senders: Senders,
    intake: Intake,
    log: Log,
    clients: Path | None = None,
    limits: Limits | None = None,
) -> Door:
    """Open the door for TLS (RFC 5425). Raises CannotListen.

    certificate  our own, with its key: PEM files.
    clients      PEM file of the CAs (or single certificates) that senders' certificates are checked against. None: no
                 sender is asked for one, and each is known by its address.
    """
    context = server_context(certificate, clients=clients)
    office = _Office("syslog_tls", senders, intake, log=log, limits=limits or Limits())
    accepting = bound_socket(listen, socket.SOCK_STREAM)
    return Door(office.complaints, office.listener(accepting, tls=context))


class _Office:
    """What all connections of a door have in common."""

    def __init__(self, name: str, senders: Senders, intake: Intake, *, log: Log, limits: Limits) -> None:
        self.complaints = Complaints(name, log)
        self.handover = Handover(intake, self.complaints)
        self._senders = senders
        self._limits = limits
        self._listener: Listener | None = None

    def listener(self, accepting: socket.socket, *, tls: ssl.SSLContext | None = None) -> Listener:
        asks = tls is not None and tls.verify_mode != ssl.CERT_NONE
        self._listener = Listener(
            accepting,
            self._converse,
            is_welcome=(lambda _: True) if asks else self._is_known,
            limits=self._limits,
            complaints=self.complaints,
            tls=tls,
        )
        return self._listener

    def _is_known(self, address: str) -> bool:
        if self._senders.by_address(address):
            return True
        self.complaints.about_stranger(Fault.UNKNOWN_SENDER, address)
        return False

    def _who(self, caller: Caller) -> Sender | None:
        """Who shows a certificate is known by it or not at all."""
        if caller.certificate:
            return self._senders.by_certificate(caller.certificate)
        return self._senders.by_address(caller.address)

    async def _converse(self, caller: Caller) -> None:
        sender = self._who(caller)
        if not sender:
            certificate = caller.certificate or ""
            self.complaints.about_stranger(Fault.UNKNOWN_SENDER, caller.address, certificate=certificate)
            return
        assert self._listener
        stream = SyslogStream(
            caller,
            partial(self._who, caller),
            sender=sender,
            handover=self.handover,
            limits=self._limits,
            complaints=self.complaints,
        )
        try:
            with self._listener.introduced(caller, sender):
                await stream.run()
        except TooMany:
            self.complaints.about(Fault.TOO_MANY_CONNECTIONS, sender, address=caller.address)


def _same_port(listen: Listen) -> tuple[socket.socket, socket.socket]:
    """A port that is free for both, where the system may choose."""
    for _ in range(_TRIES_FOR_A_PORT if listen.port == 0 else 1):
        accepting = bound_socket(listen, socket.SOCK_STREAM)
        chosen = Listen(listen.host, accepting.getsockname()[1])
        with suppress(CannotListen):
            return accepting, bound_socket(chosen, socket.SOCK_DGRAM)
        accepting.close()
    raise CannotListen(f"{listen}: another program receives UDP there")
