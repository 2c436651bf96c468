"""Fluent Forward: from Fluentd, Fluent Bit, Docker and the libraries named fluent-logger."""

from __future__ import annotations

import socket
from functools import partial
from pathlib import Path

from otasuke.config import Listen
from otasuke.enrol.senders import Senders
from otasuke.pipeline.gateway.intake import Intake
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.door import Door
from otasuke.pipeline.gateway.sockets.fluent_greeting import greet
from otasuke.pipeline.gateway.sockets.fluent_stream import FluentStream
from otasuke.pipeline.gateway.sockets.listener import Limits, bound_socket
from otasuke.pipeline.gateway.sockets.office import Office
from otasuke.pipeline.gateway.sockets.tls import server_context
from otasuke.pipeline.log import Log


async def serve_fluent(
    listen: Listen,
    *,
    senders: Senders,
    intake: Intake,
    log: Log,
    certificate: tuple[Path, Path] | None = None,
    clients: Path | None = None,
    limits: Limits | None = None,
) -> Door:
    """Open the door for Fluent Forward. Raises CannotListen.

    certificate  our own, with its key: PEM files; then the door speaks TLS and nothing else.
    clients      as for `serve_syslog_tls`.
    """
    context = server_context(certificate, clients=clients) if certificate else None
    office = Office("fluent", senders=senders, intake=intake, log=log, limits=limits)
    accepting = bound_socket(listen, socket.SOCK_STREAM)
    listener = office.listens(accepting, partial(_converse, office), to_strangers=True, tls=context)
    return Door(office.complaints, listener)


async def _converse(office: Office, caller: Caller) -> None:
    identify = await greet(office, caller)
    sender = identify() if identify else None
    if identify and sender:
        stream = FluentStream(office, caller, identify=identify, sender=sender)
        await office.host(caller, sender, stream.run)
