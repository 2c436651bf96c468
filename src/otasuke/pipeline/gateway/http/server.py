"""Runs the HTTP door in the event loop of the gateway, on the embedded server of granian."""

from __future__ import annotations

import asyncio
import resource
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from otasuke.config import Listen
from otasuke.enrol.senders import Senders
from otasuke.pipeline.gateway.http.app import App
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.intake import Intake
from otasuke.pipeline.gateway.sockets.complaints import Complaints
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.log import Log

_BACKLOG = 1024
_OTHER_DESCRIPTORS = 256
_STARTED_WITHIN_S = 10.0
_STOPPED_WITHIN_S = 10.0
# granian sets up logging for the whole process unless it is told that this was done; only its errors go to our log.
_LOGGING = {"incremental": True, "handlers": {}, "loggers": {}}


class HttpDoor:
    """The HTTP door, until it is closed.

    port     where it listens.
    counts   what happened here since it was opened, by name: `lines` and `bytes` that were accepted, `unknown_sender`,
             `refused` (of known ones), and `refused_STATUS`.
    running  ends when the server does, which only `close` should make it do.
    """

    def __init__(self, port: int, complaints: Complaints, server: Any) -> None:
        self.port = port
        self.running: asyncio.Task[None] = asyncio.create_task(server.serve())
        self._complaints = complaints
        self._server = server

    @property
    def counts(self) -> Mapping[str, int]:
        return +self._complaints.counts

    async def close(self) -> None:
        """Accept no more connections, and answer the requests that are being answered; at most some seconds."""
        self._server.stop()
        await asyncio.wait((self.running,), timeout=_STOPPED_WITHIN_S)
        self.running.cancel()


async def serve_http(
    listen: Listen,
    *,
    senders: Senders,
    intake: Intake,
    log: Log,
    certificate: tuple[Path, Path] | None = None,
    limits: Limits | None = None,
) -> HttpDoor:
    """Open the door. It is open when this returns.

    certificate  PEM files: the certificate with its chain, and its key; HTTPS if given. TLS 1.2 or newer.
    Raises CannotListen.
    """
    if certificate:
        _check(certificate)
    claim = _claim(listen)
    try:
        place = Listen(listen.host, claim.getsockname()[1])
        limits = limits or Limits()
        complaints = Complaints("http", log)
        app = App(senders=senders, intake=intake, complaints=complaints, limits=limits)
        door = HttpDoor(place.port, complaints, _server(app, place, certificate, limits))
        await _until_open(door, place)
    finally:
        claim.close()
    return door


def _server(app: App, place: Listen, certificate: tuple[Path, Path] | None, limits: Limits) -> Any:
    cert, key = certificate or (None, None)
    return Server(
        app,
        address=place.host,
        port=place.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        backpressure=_connections(limits),
        http1_settings=HTTP1Settings(header_read_timeout=int(limits.header_within_s * 1000)),
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
        ssl_cert=cert,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls12,
    )


def _connections(limits: Limits) -> int:
    """As many as there are file descriptors for, and some left for everything else in the process."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return limits.connections
    return min(limits.connections, max(descriptors - _OTHER_DESCRIPTORS, descriptors // 2))


def _claim(listen: Listen) -> socket.socket:
    """A socket that has the port, so that it is known and ours before the server binds its own beside it.

    granian shares ports (SO_REUSEPORT): without this a second gateway would quietly get half of the connections.
    """
    claim = socket.socket(socket.AF_INET6 if ":" in listen.host else socket.AF_INET)
    try:
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        claim.bind((listen.host, listen.port))
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError as error:
        claim.close()
        raise CannotListen(f"HTTP cannot listen at {listen}: {error.strerror or error}") from error
    return claim


def _check(certificate: tuple[Path, Path]) -> None:
    """Without this granian would ask the terminal for a password, or panic."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*certificate, password=str)
    except (OSError, ValueError) as error:
        names = " and ".join(str(path) for path in certificate)
        raise CannotListen(f"{names} are no certificate and its key without a password: {error}") from error


async def _until_open(door: HttpDoor, place: Listen) -> None:
    try:
        async with asyncio.timeout(_STARTED_WITHIN_S):
            while not await _accepts(place):
                if door.running.done():
                    raise CannotListen(f"the HTTP server did not start: {door.running.exception()}")
                await asyncio.sleep(0.01)
    except TimeoutError:
        await door.close()
        raise CannotListen(f"nothing listens at {place} after {_STARTED_WITHIN_S:g} seconds") from None


async def _accepts(listen: Listen) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen.host, listen.host)  # noqa: S104
    try:
        _, writer = await asyncio.open_connection(host, listen.port)
    except OSError:
        return False
    writer.close()
    return True
