"""Connections of senders: accepted within limits, with or without TLS, each in a task of its own."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from otasuke.config import Listen
from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault
from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.tls import fingerprint_of

_BACKLOG = 512
_READ_AHEAD_BYTES = 128 << 10
_SAYS_GOODBYE_WITHIN_S = 5.0
_FULL_OF_FILES_S = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one door bears.

    connections        in all.
    strangers          connections of which it is not known yet whose they are; of one address an eighth of them.
    connections_each   of one sender.
    greeting_s         for the TLS handshake, and again for saying who one is.
    idle_s             without a byte. Long: who is cut off in a quiet night loses the first message of the morning.
    message_s          from the first byte of a message to its last.
    waiting_bytes      of UDP messages that the intake did not take yet; of one sender an eighth of them.
    """

    connections: int = 4096
    strangers: int = 512
    connections_each: int = 32
    greeting_s: float = 10.0
    idle_s: float = 24 * 3600.0
    message_s: float = 120.0
    waiting_bytes: int = 64 << 20


class TooMany(Exception):
    """A sender has as many connections as it may have."""


Converse = Callable[[Caller], Awaitable[None]]


class Listener:
    """Accepts connections and has `converse` talk with each; when that returns, the connection is closed."""

    def __init__(
        self,
        accepting: socket.socket,
        converse: Converse,
        *,
        is_welcome: Callable[[str], bool],
        limits: Limits,
        complaints: Complaints,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.port: int = accepting.getsockname()[1]
        self._accepting = accepting
        self._converse = converse
        self._is_welcome = is_welcome
        self._limits = limits
        self._complaints = complaints
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self._callers: dict[asyncio.Task[None] | None, Caller] = {}
        self._strangers: Counter[str] = Counter()
        self._connections: Counter[Sender] = Counter()
        self._loop = asyncio.get_running_loop()
        self._accepts = self._loop.create_task(self._accept())

    @contextmanager
    def introduced(self, caller: Caller, sender: Sender) -> Iterator[None]:
        """The caller is this sender: it no longer takes the place of a stranger. Raises TooMany."""
        if self._connections[sender] >= self._limits.connections_each:
            raise TooMany
        self._connections[sender] += 1
        self._no_stranger(caller.address)
        try:
            yield
        finally:
            _take_one(self._connections, sender)
            self._strangers[caller.address] += 1

    async def close(self, *, within_s: float = _SAYS_GOODBYE_WITHIN_S) -> None:
        """Accept nobody more, and let those who are here hand over what was read of them."""
        self._accepts.cancel()
        with suppress(asyncio.CancelledError):
            await self._accepts
        self._accepting.close()
        for task in self._tasks:
            if caller := self._callers.get(task):
                caller.stop()
            else:
                task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within_s)
            await _cancelled(late)

    async def _accept(self) -> None:
        while True:
            try:
                connection, peer = await self._loop.sock_accept(self._accepting)
            except OSError as error:  # out of files, or the other end is gone again
                self._complaints.about_system(Fault.CANNOT_ACCEPT, error=type(error).__name__)
                await asyncio.sleep(_FULL_OF_FILES_S)
                continue
            address = address_of(peer[0])
            if self._has_room_for(address):
                self._open(connection, address)
            else:
                connection.close()

    def _has_room_for(self, address: str) -> bool:
        limits = self._limits
        if not self._is_welcome(address):
            return False
        if len(self._tasks) >= limits.connections or self._strangers.total() >= limits.strangers:
            self._complaints.about_stranger(Fault.TOO_MANY_CONNECTIONS, address)
            return False
        if self._strangers[address] >= max(limits.strangers // 8, 1):
            self._complaints.about_stranger(Fault.TOO_MANY_CONNECTIONS, address)
            return False
        return True

    def _open(self, connection: socket.socket, address: str) -> None:
        self._strangers[address] += 1
        task = self._loop.create_task(self._serve(connection, address))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(done, connection, address))

    def _ended(self, task: asyncio.Task[None], connection: socket.socket, address: str) -> None:
        connection.close()
        self._tasks.discard(task)
        self._callers.pop(task, None)
        self._no_stranger(address)
        if not task.cancelled() and (error := task.exception()):
            self._complaints.counts["broken_off"] += 1
            message = f"a connection of {address} was broken off by a fault of this program"
            self._loop.call_exception_handler({"message": message, "exception": error, "task": task})

    def _no_stranger(self, address: str) -> None:
        _take_one(self._strangers, address)

    async def _serve(self, connection: socket.socket, address: str) -> None:
        try:
            caller = await self._greeted(connection, address)
        except OSError as error:
            self._complaints.about_stranger(Fault.HANDSHAKE_FAILED, address, error=type(error).__name__)
            return
        self._callers[asyncio.current_task()] = caller
        try:
            await self._converse(caller)
        except OSError:  # the other end is gone
            self._complaints.counts["connection_lost"] += 1
        finally:
            await _hang_up(caller.writer)

    async def _greeted(self, connection: socket.socket, address: str) -> Caller:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        reader = asyncio.StreamReader(limit=_READ_AHEAD_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        for_tls: dict[str, Any] = {}
        if self._tls:
            seconds = self._limits.greeting_s
            for_tls = {"ssl": self._tls, "ssl_handshake_timeout": seconds, "ssl_shutdown_timeout": seconds}
        transport, _ = await self._loop.connect_accepted_socket(lambda: protocol, connection, **for_tls)
        writer = asyncio.StreamWriter(transport, protocol, reader, self._loop)
        shown = fingerprint_of(transport.get_extra_info("ssl_object"))
        return Caller(address, reader=reader, writer=writer, certificate=shown)


def bound_socket(listen: Listen, kind: socket.SocketKind) -> socket.socket:
    """A socket that does not block, bound where the settings say. Raises CannotListen."""
    family = socket.AF_INET6 if ip_address(listen.host).version == 6 else socket.AF_INET
    bound = socket.socket(family, kind)
    try:
        bound.setblocking(False)
        if kind == socket.SOCK_STREAM:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((listen.host, listen.port))
        if kind == socket.SOCK_STREAM:
            bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise CannotListen(f"{listen}: {error.strerror or error}") from error
    return bound


@lru_cache(maxsize=4096)
def address_of(host: str) -> str:
    """An IP address as senders are known by: without a zone, and IPv4 as IPv4."""
    address = ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _take_one(counter: Counter[Any], key: object) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]


async def _cancelled(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        await asyncio.wait_for(writer.wait_closed(), _SAYS_GOODBYE_WITHIN_S)
    except OSError:
        writer.transport.abort()
