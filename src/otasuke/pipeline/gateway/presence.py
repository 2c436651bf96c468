"""Telling who is there: a sensor that is heard after a minute of silence at once, any other once a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from uuid import uuid4

from otasuke.enrol.presence import Presence, presence_entries
from otasuke.pipeline.parcels import Parcel
from otasuke.stream.port import Journal, StreamUnavailable

LOOK_EVERY_S = 0.2
LOOKS = 300
"""So many looks are the minute."""


class Present:
    """Who was heard, and who of them has to be told now. Does no I/O.

    At every look another part of the sensors may be told again, so that never all of them are told at once: a device that
    somebody waits for would be behind them.
    """

    def __init__(self, looks: int = LOOKS) -> None:
        self._told: list[set[tuple[str, str]]] = [set() for _ in range(looks)]
        self._later: list[dict[tuple[str, str], datetime]] = [{} for _ in range(looks)]
        self._due: dict[tuple[str, str], datetime] = {}
        self._looks = 0

    def hear(self, parcels: Iterable[Parcel]) -> None:
        """Something of these sensors is on a disk."""
        for one in parcels:
            key = one.tenant, one.sensor
            part = self._part(key)
            _note(self._later[part] if key in self._told[part] else self._due, key, one.received_at)

    def due(self) -> list[Presence]:
        """Who has to be told at this look."""
        part, self._looks = self._looks % len(self._told), self._looks + 1
        later, self._later[part], self._told[part] = self._later[part], {}, set()
        for key, at in later.items():
            _note(self._due, key, at)
        due, self._due = self._due, {}
        for key in due:
            self._told[self._part(key)].add(key)
        return [Presence(*key, at) for key, at in due.items()]

    def not_told(self, heard: Iterable[Presence]) -> None:
        """They could not be told: they are due again."""
        for one in heard:
            _note(self._due, (one.tenant, one.sensor), one.at)

    def _part(self, key: tuple[str, str]) -> int:
        return hash(key) % len(self._told)


def _note(heard: dict[tuple[str, str], datetime], key: tuple[str, str], at: datetime) -> None:
    heard[key] = max(at, heard.get(key, at))


async def keep_telling(present: Present, journal: Callable[[], Awaitable[Journal]]) -> None:
    """Work until cancelled. What cannot be told while the broker is away is told when it is back."""
    opened: Journal | None = None
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if not (due := present.due()):
            continue
        try:
            opened = opened or await journal()
            for data in presence_entries(due):
                await opened.append(uuid4().hex, data)
        except StreamUnavailable:
            present.not_told(due)
