"""A process that writes down what a journal says, by the one that knows which devices came."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from otasuke.enrol.presence import JOURNAL, Presence, presence_entries
from otasuke.stream.memory import MemoryBroker
from otasuke.web.sensors import following, heard, watching
from pipeline.cast import until
from sensor_cast import Broker, reached

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


class Written:
    """Stands for the tables: threads of their own would not see what a test has not committed."""

    def __init__(self) -> None:
        self.heard: list[Presence] = []
        self.until = self.fails = 0

    def read_until(self) -> int:
        return self.until

    def write_heard(self, heard: list[Presence], *, until: int) -> int:
        if self.fails:
            self.fails -= 1
            raise OperationalError("away")
        self.heard += heard
        self.until = until
        return len(heard)


@pytest.fixture
def written(monkeypatch) -> Written:
    written = Written()
    monkeypatch.setattr(heard, "read_until", written.read_until)
    monkeypatch.setattr(heard, "write_heard", written.write_heard)
    monkeypatch.setattr(following, "_AGAIN_S", 0.01)
    return written


async def told(memory: MemoryBroker, *sensors: str) -> None:
    journal = await memory.journal(JOURNAL)
    for sensor in sensors:
        for data in presence_entries([Presence("minori", sensor, NOW)]):
            await journal.append(f"{sensor}-{id(data)}", data)


async def watched(written: Written, count: int) -> None:
    task = asyncio.create_task(following.follow(watching.heard()))
    await until(lambda: task.done() or len(written.heard) >= count)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def test_what_the_journal_says_is_written_down_once_and_in_order(written: Written) -> None:
    async def story(memory: MemoryBroker) -> None:
        await told(memory, "a", "b")
        await watched(written, 2)
        await told(memory, "c")
        await watched(written, 3)

    with reached() as broker:
        asyncio.run(story(broker.memory))

    assert [one.sensor for one in written.heard] == ["a", "b", "c"]
    assert written.until == 3


def test_an_entry_that_cannot_be_read_hides_no_other(written: Written) -> None:
    async def story(memory: MemoryBroker) -> None:
        await (await memory.journal(JOURNAL)).append("bad", b"{")
        await told(memory, "a")
        await watched(written, 1)

    with reached() as broker:
        asyncio.run(story(broker.memory))

    assert [one.sensor for one in written.heard] == ["a"]


def test_while_the_database_or_the_broker_is_away_it_asks_again(written: Written) -> None:
    async def story(broker: Broker) -> None:
        await told(broker.memory, "a")
        written.fails, broker.is_away = 2, True
        asyncio.get_running_loop().call_later(0.05, setattr, broker, "is_away", False)
        await watched(written, 1)

    with reached() as broker:
        asyncio.run(story(broker))

    assert [one.sensor for one in written.heard] == ["a"]


def test_what_it_waits_for_is_said_once_in_words(written: Written, caplog: pytest.LogCaptureFixture) -> None:
    async def story(broker: Broker) -> None:
        await told(broker.memory, "a")
        written.fails, broker.is_away = 3, True
        asyncio.get_running_loop().call_later(0.05, setattr, broker, "is_away", False)
        task = asyncio.create_task(following.follow(watching.heard()))
        await until(lambda: task.done() or "goes on" in caplog.text)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    with reached() as broker:
        asyncio.run(story(broker))

    assert [line for line in caplog.messages if line.startswith(JOURNAL)] == [
        f"{JOURNAL}: waits, the broker (NATS) cannot be reached",
        f"{JOURNAL}: waits, the database cannot be reached",
        f"{JOURNAL}: goes on",
    ]


def test_a_journal_that_was_made_anew_is_read_from_its_beginning(written: Written) -> None:
    async def story(memory: MemoryBroker) -> None:
        written.until = 900
        await told(memory, "a")
        await watched(written, 1)

    with reached() as broker:
        asyncio.run(story(broker.memory))

    assert [one.sensor for one in written.heard] == ["a"]


def test_of_two_journals_one_that_cannot_be_written_down_holds_up_no_other(written: Written) -> None:
    def fails(*_: object) -> None:
        raise OperationalError("away")

    async def story(memory: MemoryBroker) -> None:
        await (await memory.journal("other")).append("one", b"{}")
        await told(memory, "a")
        both = [following.Followed("other", lambda: 0, fails), watching.heard()]
        task = asyncio.create_task(following._until_told(both))
        await until(lambda: task.done() or len(written.heard) >= 1)
        task.cancel()
        await task

    with reached() as broker:
        asyncio.run(story(broker.memory))

    assert [one.sensor for one in written.heard] == ["a"]
