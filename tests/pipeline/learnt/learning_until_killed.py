"""A process that learns from a lake for as long as it lives: `python learning_until_killed.py LAKE FOLDER JOURNAL`.

It saves as often as it can, and its journal is a file, which does not know that it was told something before.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from otasuke.pipeline.learnt import live
from otasuke.pipeline.learnt.live import LearnPorts, LiveLearning
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import LearnMetrics, new_registry
from otasuke.stream.port import Entry
from pipeline.learnt.cast import learners


class FileJournal:
    """A journal that survives its process."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def append(self, name: str, data: bytes) -> None:
        line = json.dumps([name, data.decode()]) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, line.encode())
        os.close(descriptor)

    async def read(self, *, after: int, most: int, wait_s: float) -> list[Entry]:
        del wait_s
        return self.entries()[after : after + most]

    async def newest(self) -> int:
        return len(self.entries())

    def entries(self) -> list[Entry]:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        told = [json.loads(line) for line in lines]
        return [Entry(at, name, data.encode(), datetime.now(UTC)) for at, (name, data) in enumerate(told, 1)]


if __name__ == "__main__":
    lake, folder, journal = (Path(one) for one in sys.argv[1:])
    live._LOOK_EVERY_S, live._SAVE_EVERY_S, live._WORK_FOR_SAVING = 0.01, 0.0, 0.0
    log = Log("learn")
    ports = LearnPorts(FileJournal(journal), FileJournal(journal.with_suffix(".leases")), lake, folder)  # type: ignore[arg-type]
    one = LiveLearning(ports, learners(folder), log=log, metrics=LearnMetrics(new_registry("learn")))
    asyncio.run(one.run())
