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
    """Who was heard, and who of them has to be told now. Does no I/O."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()
        self._due: dict[tuple[str, str], datetime] = {}
        self._later: dict[tuple[str, str], datetime] = {}

    def hear(self, parcels: Iterable[Parcel]) -> None:
        """Something of these sensors is on a disk."""
        for one in parcels:
            key = one.tenant, one.sensor
            known = self._later if key in self._told else self._due
            known[key] = max(one.received_at, known.get(key, one.received_at))

    def due(self) -> list[Presence]:
        """Who has to be told now."""
        due, self._due = self._due, {}
        self._told |= due.keys()
        return [Presence(*key, at) for key, at in due.items()]

    def not_told(self, heard: Iterable[Presence]) -> None:
        """They could not be told: they are due again."""
        for one in heard:
            key = one.tenant, one.sensor
            self._due[key] = max(one.at, self._due.get(key, one.at))

    def next_minute(self) -> None:
        """Who was heard since he was told is due again, and everybody may be told again."""
        self._told = set()
        due = self._due
        for key, at in self._later.items():
            due[key] = max(at, due.get(key, at))
        self._later = {}


async def keep_telling(present: Present, journal: Callable[[], Awaitable[Journal]]) -> None:
    """Work until cancelled. What cannot be told while the broker is away is told when it is back."""
    opened: Journal | None = None
    looks = 0
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        looks += 1
        if looks % LOOKS == 0:
            present.next_minute()
        if not (due := present.due()):
            continue
        try:
            opened = opened or await journal()
            for data in presence_entries(due):
                await opened.append(uuid4().hex, data)
        except StreamUnavailable:
            present.not_told(due)
