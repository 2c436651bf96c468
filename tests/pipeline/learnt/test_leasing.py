from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from otasuke.detect.learn.leases import Given
from otasuke.findings.leases import read_leases
from otasuke.pipeline.learnt import leasing as module
from otasuke.pipeline.learnt.leasing import Leasing
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Journal, StreamUnavailable

NOW = datetime(2026, 4, 14, tzinfo=UTC)


class Away:
    """A journal that cannot be reached so often."""

    def __init__(self, journal: Journal, times: int) -> None:
        self._journal = journal
        self.times = times

    async def append(self, name: str, data: bytes) -> None:
        self.times -= 1
        if self.times >= 0:
            raise StreamUnavailable("away")
        await self._journal.append(name, data)


def given(*names: str) -> list[Given]:
    return [Given("sakura", "192.168.11.77", name, NOW) for name in names]


def told(*rounds: list[Given], away: int = 0) -> list[list[str]]:
    """The names in each entry after so many rounds."""

    async def story() -> list[list[str]]:
        journal = await MemoryBroker().journal("leases")
        leasing = Leasing(Away(journal, away))  # type: ignore[arg-type]
        for one in rounds:
            await leasing.tell(one)
        entries = await journal.read(after=0, most=100, wait_s=0)
        return [[one.name for one in read_leases(entry.data)] for entry in entries]

    return asyncio.run(story())


def test_who_has_an_address_is_told_at_once_and_nothing_when_there_is_nothing() -> None:
    assert told(given("a", "b"), [], given("c")) == [["a", "b"], ["c"]]


def test_what_the_journal_does_not_take_is_told_with_the_next() -> None:
    assert told(given("a"), given("b"), away=1) == [["a", "b"]]


def test_of_what_waits_too_long_the_oldest_is_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 2)

    assert told(given("a", "b"), given("c"), away=1) == [["b", "c"]]


def test_entries_are_small(monkeypatch) -> None:
    monkeypatch.setattr(module, "_IN_AN_ENTRY", 2)

    assert told(given("a", "b", "c", "d", "e")) == [["a", "b"], ["c", "d"], ["e"]]
