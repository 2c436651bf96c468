"""Syslog over UDP: datagrams are taken from the system as fast as they come, and handed over sender by sender."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault
from otasuke.pipeline.gateway.sockets.handover import Handover
from otasuke.pipeline.gateway.sockets.listener import address_of
from otasuke.pipeline.gateway.sockets.syslog_frames import one_line

_LARGEST_DATAGRAM = 65535
_MOST_IN_A_TURN = 1024
_SYSTEM_BUFFER_BYTES = 16 << 20
_SO_RCVBUFFORCE = 33  # Linux, for root: beyond net.core.rmem_max
_SO_MEMINFO = 55  # Linux: nine numbers, of which the last one counts what was dropped
_MEMINFO = struct.Struct("@9I")
_ENOUGH_BYTES = 512 << 10
_GATHERS_FOR_S = 0.05


class Datagrams:
    """Receives on a bound socket until it is closed.

    The system keeps some megabytes while we are busy, and we keep `waiting_bytes` while the intake is; what does not
    fit is lost, as always with UDP, and counted. One sender has an eighth of the room.
    """

    def __init__(
        self,
        bound: socket.socket,
        identify: Callable[[str], Sender | None],
        *,
        handover: Handover,
        waiting_bytes: int,
        complaints: Complaints,
    ) -> None:
        self.port: int = bound.getsockname()[1]
        self._socket = bound
        self._identify = identify
        self._handover = handover
        self._waiting_bytes = waiting_bytes
        self._complaints = complaints
        self._waiting: dict[Sender, _Waiting] = {}
        self._tasks: dict[Sender, asyncio.Task[None]] = {}
        self._held_bytes = 0
        self._dropped = 0
        self._loop = asyncio.get_running_loop()
        _widen(bound)
        self._loop.add_reader(bound, self._drain)

    async def close(self, *, within_s: float = 5.0) -> None:
        """Receive nothing more, and hand over what is waiting."""
        self._loop.remove_reader(self._socket)
        self._drain()
        self._socket.close()
        if tasks := set(self._tasks.values()):
            _, late = await asyncio.wait(tasks, timeout=within_s)
            for task in late:
                task.cancel()
        for waiting in self._waiting.values():
            self._complaints.counts["lost"] += len(waiting.lines)

    def _drain(self) -> None:
        """Empty the system's buffer, but let others have their turn."""
        receive = self._socket.recvfrom
        with suppress(BlockingIOError):
            for _ in range(_MOST_IN_A_TURN):
                try:
                    data, peer = receive(_LARGEST_DATAGRAM)
                except ConnectionError:  # the system tells of an earlier error here; nothing was lost
                    continue
                self._take(data, address_of(peer[0]))
        self._look_for_drops()

    def _look_for_drops(self) -> None:
        """What the system dropped because its buffer was full: it tells nobody unless asked."""
        with suppress(OSError, struct.error):
            *_, dropped = _MEMINFO.unpack(self._socket.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size))
            if dropped != self._dropped:
                self._complaints.about_system(Fault.LOST_BY_SYSTEM, times=dropped - self._dropped)
                self._dropped = dropped

    def _take(self, data: bytes, address: str) -> None:
        sender = self._identify(address)
        if not sender:
            self._complaints.about_stranger(Fault.UNKNOWN_SENDER, address)
        elif line := one_line(data):
            self._keep(sender, line, address)

    def _keep(self, sender: Sender, line: bytes, address: str) -> None:
        waiting = self._waiting.get(sender) or self._waiting.setdefault(sender, _Waiting())
        size = len(line) + 1
        if self._held_bytes + size > self._waiting_bytes or waiting.size + size > self._waiting_bytes // 8:
            self._complaints.about(Fault.LOST, sender, address=address)
            return
        waiting.add(line)
        self._held_bytes += size
        if sender not in self._tasks:
            self._tasks[sender] = self._loop.create_task(self._pass_on(sender, waiting))

    async def _pass_on(self, sender: Sender, waiting: _Waiting) -> None:
        await asyncio.sleep(_GATHERS_FOR_S)
        try:
            while lines := waiting.take(_ENOUGH_BYTES):
                await self._give(sender, lines)
            del self._waiting[sender]
        finally:
            del self._tasks[sender]

    async def _give(self, sender: Sender, lines: list[bytes]) -> None:
        try:
            await self._handover.give(sender, b"\n".join(lines), batch=uuid4().hex)
        except Refused:
            pass  # and counted
        finally:
            self._held_bytes -= sum(map(len, lines)) + len(lines)


class _Waiting:
    """Lines of one sender, and their size with a newline each."""

    def __init__(self) -> None:
        self.lines: deque[bytes] = deque()
        self.size = 0

    def add(self, line: bytes) -> None:
        self.lines.append(line)
        self.size += len(line) + 1

    def take(self, enough_bytes: int) -> list[bytes]:
        """As many of the oldest as make `enough_bytes`."""
        taken: list[bytes] = []
        size = 0
        while self.lines and size < enough_bytes:
            taken.append(self.lines.popleft())
            size += len(taken[-1]) + 1
        self.size -= size
        return taken


def _widen(bound: socket.socket) -> None:
    """As large a buffer as the system gives: bursts come while we are busy."""
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SYSTEM_BUFFER_BYTES)
    with suppress(OSError):
        bound.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _SYSTEM_BUFFER_BYTES)
