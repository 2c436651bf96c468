"""The gateway as a process: all doors, and what is behind them."""

from __future__ import annotations

import asyncio
import resource
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

from otasuke.config import Doors, Listen
from otasuke.pipeline.gateway.commit import Committer
from otasuke.pipeline.gateway.http.server import serve_http
from otasuke.pipeline.gateway.sockets.fluent import serve_fluent
from otasuke.pipeline.gateway.sockets.syslog import serve_syslog, serve_syslog_tls
from otasuke.pipeline.gateway.spool import Spool
from otasuke.pipeline.processes.book import FollowedBook
from otasuke.pipeline.processes.doors import write_doors
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.worker import GROUP
from otasuke.stream.port import Broker, Stream, StreamUnavailable


class Gateway:
    """Runs until cancelled. Raises CannotListen."""

    def __init__(self, doors: Doors, around: Surroundings) -> None:
        self._doors = doors
        self._around = around
        self._stream: Stream | None = None
        self._book = FollowedBook(around.notes / "credentials.json", log=around.log)
        self._committer = Committer(self._publish, Spool(around.folder / "spool"))

    async def run(self) -> None:
        """Work."""
        _allow_many_connections()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._connect())
            tasks.create_task(self._committer.run())
            await self._book.known.wait()
            async with AsyncExitStack() as stack:
                opened = await self._open(stack)
                write_doors(self._around.notes, opened)
                self._around.is_ready()
                await asyncio.Event().wait()

    async def _publish(self, partition: int, name: str, data: bytes) -> None:
        if self._stream is None:
            raise StreamUnavailable("the broker was not reached yet")
        await self._stream.publish(partition, name, data)

    async def _connect(self) -> None:
        broker = await self._around.broker()
        self._stream = await self._prepared(broker)
        await self._book.follow(broker)

    async def _prepared(self, broker: Broker) -> Stream:
        while True:
            with suppress(StreamUnavailable):
                return await broker.stream((GROUP,))
            await asyncio.sleep(0.5)

    async def _open(self, stack: AsyncExitStack) -> Doors:
        """Open every door; where they are."""
        doors, log, book, intake = self._doors, self._around.log, self._book.book, self._committer
        opened = replace(doors, syslog_tls=doors.syslog_tls if doors.certificate else None)
        if doors.http:
            http = await serve_http(doors.http, senders=book, intake=intake, log=log, certificate=doors.certificate)
            stack.push_async_callback(http.close)
            opened = replace(opened, http=Listen(doors.http.host, http.port))
        if doors.syslog:
            syslog = await serve_syslog(doors.syslog, senders=book, intake=intake, log=log)
            stack.push_async_callback(syslog.close)
            opened = replace(opened, syslog=Listen(doors.syslog.host, syslog.port))
        if doors.syslog_tls and doors.certificate:
            tls = await serve_syslog_tls(
                doors.syslog_tls,
                certificate=doors.certificate,
                senders=book,
                intake=intake,
                log=log,
                clients=doors.clients,
            )
            stack.push_async_callback(tls.close)
            opened = replace(opened, syslog_tls=Listen(doors.syslog_tls.host, tls.port))
        if doors.fluent:
            fluent = await serve_fluent(
                doors.fluent,
                senders=book,
                intake=intake,
                log=log,
                certificate=doors.certificate,
                clients=doors.clients,
            )
            stack.push_async_callback(fluent.close)
            opened = replace(opened, fluent=Listen(doors.fluent.host, fluent.port))
        return opened


def _allow_many_connections() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
