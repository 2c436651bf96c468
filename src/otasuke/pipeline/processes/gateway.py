"""The gateway as a process: all doors, and what is behind them."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Protocol

from otasuke.config import Doors, Listen
from otasuke.enrol import credentials, presence
from otasuke.enrol.credentials import CredentialBook
from otasuke.pipeline import quota_book
from otasuke.pipeline.gateway.commit import Committer
from otasuke.pipeline.gateway.http.server import serve_http
from otasuke.pipeline.gateway.presence import Present, keep_telling
from otasuke.pipeline.gateway.sockets.fluent import serve_fluent
from otasuke.pipeline.gateway.sockets.syslog import serve_syslog, serve_syslog_tls
from otasuke.pipeline.gateway.spool import Spool
from otasuke.pipeline.metrics import GatewayMetrics
from otasuke.pipeline.processes.book import CREDENTIALS_COPY, FollowedBook
from otasuke.pipeline.processes.doors import write_doors
from otasuke.pipeline.processes.report import Rate, Report, keep_reporting
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.quota_book import QuotaBook
from otasuke.pipeline.quotas import Quotas
from otasuke.pipeline.worker import GROUP
from otasuke.stream.port import Stream, StreamUnavailable

_ASK_EVERY_S = 5.0


class _Door(Protocol):
    @property
    def counts(self) -> Mapping[str, int]: ...

    async def close(self) -> None: ...


class Gateway:
    """Runs until cancelled. Raises CannotListen."""

    def __init__(self, doors: Doors, around: Surroundings) -> None:
        self._doors = doors
        self._around = around
        self._stream: Stream | None = None
        quotas = Quotas()
        self._book = FollowedBook(
            CredentialBook(), credentials.REGISTRY, around.notes / CREDENTIALS_COPY, log=around.log
        )
        self._quota_book = FollowedBook(
            QuotaBook(quotas), quota_book.REGISTRY, around.notes / "quotas.json", log=around.log
        )
        self._spool = Spool(around.folder / "spool")
        self._present = Present()
        self._committer = Committer(self._publish, self._spool, quotas=quotas, heard=self._present.hear)
        self._metrics = GatewayMetrics(around.registry)
        self._open_doors: dict[str, _Door] = {}
        self._waiting_messages: int | None = None
        self._rate = Rate()

    async def run(self) -> None:
        """Work."""
        _allow_many_connections()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._connect())
            tasks.create_task(self._committer.run())
            tasks.create_task(self._ask_what_waits())
            tasks.create_task(keep_reporting(self._around.notes, self._report))
            await self._book.known.wait()
            async with AsyncExitStack() as stack:
                opened = await self._open(stack)
                write_doors(self._around.notes, opened)
                self._around.is_ready()
                await asyncio.Event().wait()

    async def _publish(self, partition: int, name: str, data: bytes) -> None:
        if self._stream is None:
            raise StreamUnavailable("the broker was not reached yet")
        with self._metrics.publish_s.time():
            await self._stream.publish(partition, name, data)

    async def _ask_what_waits(self) -> None:
        while True:
            try:
                self._waiting_messages = await self._stream.waiting(GROUP) if self._stream else None
            except StreamUnavailable:
                self._waiting_messages = None
            await asyncio.sleep(_ASK_EVERY_S)

    def _report(self) -> Report:
        """How it is; the metrics show the same."""
        self._metrics.show(
            self._committer.accepted_parcels, {name: door.counts for name, door in self._open_doors.items()}
        )
        self._metrics.waiting_bytes.set(self._committer.waiting_bytes)
        self._metrics.spool_bytes.set(self._spool.size_bytes)
        if self._waiting_messages is not None:
            self._metrics.stream_messages.set(self._waiting_messages)
        return replace(
            self._around.report(),
            events_per_s=self._rate.of(sum(door.counts.get("lines", 0) for door in self._open_doors.values())),
            spool_bytes=self._spool.size_bytes,
            has_stream=self._stream is not None and self._committer.has_broker,
            waiting_messages=self._waiting_messages,
            behind=self._behind(),
        )

    def _behind(self) -> tuple[str, ...]:
        behind = {credentials.REGISTRY: self._book.is_behind, quota_book.REGISTRY: self._quota_book.is_behind}
        return tuple(name for name, is_behind in behind.items() if is_behind)

    async def _connect(self) -> None:
        broker = await self._around.broker()
        self._stream = await self._around.asked(lambda: broker.stream((GROUP,)))
        await asyncio.gather(
            self._book.follow(broker),
            self._quota_book.follow(broker),
            keep_telling(self._present, lambda: broker.journal(presence.JOURNAL, kept=presence.KEPT)),
        )

    async def _open(self, stack: AsyncExitStack) -> Doors:
        """Open every door; where they are."""
        doors, log, book, intake = self._doors, self._around.log, self._book.book, self._committer
        opened = replace(doors, syslog_tls=doors.syslog_tls if doors.certificate else None)
        if doors.http:
            http = await serve_http(doors.http, senders=book, intake=intake, log=log, certificate=doors.certificate)
            self._keep("http", http, stack)
            opened = replace(opened, http=Listen(doors.http.host, http.port))
        if doors.syslog:
            syslog = await serve_syslog(doors.syslog, senders=book, intake=intake, log=log)
            self._keep("syslog", syslog, stack)
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
            self._keep("syslog_tls", tls, stack)
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
            self._keep("fluent", fluent, stack)
            opened = replace(opened, fluent=Listen(doors.fluent.host, fluent.port))
        return opened

    def _keep(self, name: str, door: _Door, stack: AsyncExitStack) -> None:
        stack.push_async_callback(door.close)
        self._open_doors[name] = door


def _allow_many_connections() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
