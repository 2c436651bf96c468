"""Syslog: over UDP and TCP from addresses that are known, over TLS also from certificates that are known."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from functools import partial
from pathlib import Path

from otasuke.config import Listen
from otasuke.enrol.senders import Senders
from otasuke.pipeline.gateway.intake import Intake
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.datagrams import Datagrams
from otasuke.pipeline.gateway.sockets.door import Door
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.listener import Limits, bound_socket
from otasuke.pipeline.gateway.sockets.office import Office
from otasuke.pipeline.gateway.sockets.syslog_stream import SyslogStream
from otasuke.pipeline.gateway.sockets.tls import server_context
from otasuke.pipeline.log import Log

_TRIES_FOR_A_PORT = 20


async def serve_syslog(
    listen: Listen, *, senders: Senders, intake: Intake, log: Log, limits: Limits | None = None
) -> Door:
    """Open the door for UDP (RFC 5426) and TCP (RFC 6587) on the same port. Raises CannotListen."""
    office = Office("syslog", senders=senders, intake=intake, log=log, limits=limits)
    accepting, bound = _same_port(listen)
    datagrams = Datagrams(
        bound,
        senders.by_address,
        handover=office.handover,
        waiting_bytes=office.limits.waiting_bytes,
        complaints=office.complaints,
    )
    listener = office.listens(accepting, partial(_converse, office), to_strangers=False)
    return Door(office.complaints, listener, datagrams)


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
    office = Office("syslog_tls", senders=senders, intake=intake, log=log, limits=limits)
    asks = context.verify_mode != ssl.CERT_NONE
    accepting = bound_socket(listen, socket.SOCK_STREAM)
    return Door(
        office.complaints, office.listens(accepting, partial(_converse, office), to_strangers=asks, tls=context)
    )


async def _converse(office: Office, caller: Caller) -> None:
    sender = office.who(caller)
    if not sender:
        office.turn_away(caller)
        return
    stream = SyslogStream(office, caller, identify=partial(office.who, caller), sender=sender)
    await office.host(caller, sender, stream.run)


def _same_port(listen: Listen) -> tuple[socket.socket, socket.socket]:
    """A port that is free for both, where the system may choose."""
    for _ in range(_TRIES_FOR_A_PORT if listen.port == 0 else 1):
        accepting = bound_socket(listen, socket.SOCK_STREAM)
        chosen = Listen(listen.host, accepting.getsockname()[1])
        with suppress(CannotListen):
            return accepting, bound_socket(chosen, socket.SOCK_DGRAM)
        accepting.close()
    raise CannotListen(f"{listen}: another program receives UDP there")
