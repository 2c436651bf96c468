"""A process that sends, with a carrier that is a file: `python notify_process.py FOLDER DOUBT_S`. It may be killed at any moment.

What a carrier has accepted is a line of the file. It takes its time before and after that, and for one of three it says nothing then.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import web_ready  # noqa: F401  # before any model is imported
from otasuke.web.notify.channels.port import Outgoing, Receipt, Unclear
from otasuke.web.notify.policy import Way
from otasuke.web.notify.sending import run

_SLOW_S = 0.05


class FileCarrier:
    """The kind of what it brings, and where it writes down what it accepted."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._file = folder / f"{kind}.accepted"

    def send(self, message: Outgoing) -> Receipt:
        time.sleep(random.uniform(0, _SLOW_S))
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{message.reference} {message.to}\n")
        time.sleep(random.uniform(0, _SLOW_S))
        if random.random() < 1 / 3:
            raise Unclear("timed out, after it was accepted")
        return Receipt(message.reference)

    def find(self, message: Outgoing, *, known: Collection[str]) -> Receipt | None:
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return Receipt(message.reference) if any(one.split()[0] == message.reference for one in lines) else None

    def look(self, id: str) -> Receipt:
        return Receipt(id)


def main(folder: Path, doubt_s: float) -> None:
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    channels = {way: FileCarrier(way.value, folder) for way in (Way.CALL, Way.SMS, Way.MAIL)}
    beat = folder / f"beat.{os.getpid()}"
    run(channels, stopping=stopping, beat=beat, doubt=timedelta(seconds=doubt_s))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
