"""What every process of the pipeline is given."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from otasuke.pipeline.log import Log
from otasuke.stream.port import Broker, StreamUnavailable

_AGAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a process works.

    name     of the process, such as `worker-1`.
    folder   the data folder.
    connect  opens the broker; raises StreamUnavailable.
    """

    name: str
    folder: Path
    connect: Callable[[], Awaitable[Broker]]
    log: Log

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
        while True:
            try:
                return await self.connect()
            except StreamUnavailable:
                self.log.warning("broker.away")
                await asyncio.sleep(_AGAIN_S)

    def is_ready(self) -> None:
        """Leave the mark by which `otasuke up` sees that the process does its work."""
        ready_file(self.folder, self.name).write_text("", encoding="ascii")


def ready_file(folder: Path, name: str) -> Path:
    """The mark of a process that is ready. Whoever starts the process removes it before."""
    return folder / "pipeline" / f"{name}.ready"
