"""What every process of the pipeline is given."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from prometheus_client import CollectorRegistry

from otasuke.pipeline.log import Log
from otasuke.pipeline.processes.report import Report
from otasuke.stream.port import Broker, StreamUnavailable

_AGAIN_S = 0.5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a process works.

    name     of the process, such as `worker-1`.
    folder   the data folder.
    connect  opens the broker; raises StreamUnavailable.
    registry its metrics, whether anybody serves them or not; metrics: where they are served, "" if nowhere.
    since    when the process began.
    """

    name: str
    folder: Path
    connect: Callable[[], Awaitable[Broker]]
    log: Log
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    metrics: str = ""
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def lake(self) -> Path:
        """Where the lake is."""
        return self.folder / "lake"

    @property
    def notes(self) -> Path:
        """Where processes write down what they must know after a crash; it is made here."""
        notes = self.folder / "pipeline"
        notes.mkdir(mode=0o700, parents=True, exist_ok=True)
        return notes

    async def broker(self) -> Broker:
        """The broker, as soon as it is there."""
        return await self.asked(self.connect)

    async def asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer of the broker, however often it must be asked."""
        while True:
            try:
                return await ask()
            except StreamUnavailable:
                self.log.warning("broker.away")
                await asyncio.sleep(_AGAIN_S)

    def is_ready(self) -> None:
        """Leave the mark by which `otasuke up` sees that the process does its work."""
        ready_file(self.notes.parent, self.name).write_text("", encoding="ascii")

    def report(self) -> Report:
        """What any process can say about itself."""
        error = self.log.newest_error
        return Report(
            process=self.name,
            pid=os.getpid(),
            at=datetime.now(UTC),
            since=self.since,
            is_ready=ready_file(self.folder, self.name).exists(),
            metrics=self.metrics,
            error=error[1] if error else "",
            error_at=datetime.fromtimestamp(error[0], UTC) if error else None,
        )


def ready_file(folder: Path, name: str) -> Path:
    """The mark of a process that is ready. Whoever starts the process removes it before."""
    return folder / "pipeline" / f"{name}.ready"
