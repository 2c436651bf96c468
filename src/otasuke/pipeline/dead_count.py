"""How many dead letters there are, and why: counted as they come, and anew when some have gone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from otasuke.pipeline.dead import read_letters
from otasuke.stream.port import Entry, Journal

MOST_ENTRIES = 100_000
"""No more are counted: who floods the journal must not keep us busy."""
_AT_A_TIME = 16
_WAIT_S = 0.1
_PAUSE = 20.0
"""Between two counts from the beginning there is so many times what the last one took."""


@dataclass(frozen=True, slots=True)
class DeadTally:
    """The dead letters that there are. first_at, last_at: when the oldest and the newest was received.

    reasons  how many there are of each.
    is_cut   there are more.
    """

    letters: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    is_cut: bool = False


class DeadCount:
    """Counts the letters of a journal. tally: as of the last `look`."""

    def __init__(
        self, journal: Journal, *, most_entries: int = MOST_ENTRIES, clock: Callable[[], float] = monotonic
    ) -> None:
        self._journal = journal
        self._most_entries = most_entries
        self._clock = clock
        self._anew_at = clock()
        self.tally = DeadTally()
        self._begin()

    async def look(self) -> None:
        """Count what is new. Where entries have gone, as they do when they are sent again or too old, count all of them anew.

        Raises StreamUnavailable.
        """
        await self._read()
        if await self._journal.size() < self._entries and self._clock() >= self._anew_at:
            began = self._clock()
            self._begin()
            await self._read()
            self._anew_at = self._clock() + _PAUSE * (self._clock() - began)
        reasons, is_cut = tuple(self._reasons.most_common()), self._entries >= self._most_entries
        self.tally = DeadTally(self._reasons.total(), reasons, self._first_at, self._last_at, is_cut)

    def _begin(self) -> None:
        self._at = self._entries = 0
        self._reasons: Counter[str] = Counter()
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None

    async def _read(self) -> None:
        while left := self._most_entries - self._entries:
            found = await self._journal.read(after=self._at, most=min(left, _AT_A_TIME), wait_s=_WAIT_S)
            if not found:
                return
            await asyncio.to_thread(self._count, found)
            self._entries += len(found)
            self._at = found[-1].number

    def _count(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            try:
                letters = read_letters(entry.data)
            except (ValueError, TypeError, KeyError):  # nobody of us has written it
                continue
            for letter in letters:
                self._reasons[letter.reason] += 1
                self._first_at = min(self._first_at or letter.received_at, letter.received_at)
                self._last_at = max(self._last_at or letter.received_at, letter.received_at)
