"""Workers and `correlate` together, on a broker in memory: what trouble on the way does to correlations, which is nothing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest

from otasuke.findings.live import read_findings
from otasuke.pipeline import correlating as correlating_module
from otasuke.pipeline import worker as worker_module
from otasuke.pipeline.correlating import Correlating, Sources
from otasuke.pipeline.log import Log
from otasuke.pipeline.parcels import pack
from otasuke.pipeline.worker import GROUP, Ports, Worker
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import StreamUnavailable, partition_of
from pipeline.cast import FAILED_SIGN_IN, GUESSING, NOW, SAKURA, Rules, failed_sign_in, parcel, until

THREE_AT_MOST = GUESSING.replace("gte: 3", "lt: 4").replace("Many sign-ins", "A few sign-ins")
LOG = Log("test", write=lambda _: None)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(correlating_module, "_WAIT_S", 0.01)
    monkeypatch.setattr(worker_module, "FLUSH_EVERY_S", 0.05)
    monkeypatch.setattr(worker_module, "_AGAIN_S", 0.01)


@asynccontextmanager
async def running(*works):
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class House:
    """A service without doors. looks: how often `correlate` looked at its clock, by which each time five seconds pass."""

    def __init__(self, folder, text):
        self.broker, self.folder, self.rules = MemoryBroker(), folder, Rules(FAILED_SIGN_IN, text)
        self.looks = 0
        self._seconds = count(0, 5)

    def _now_s(self):
        self.looks += 1
        return float(next(self._seconds))

    async def worker(self):
        journals = [await self.broker.journal(name) for name in ("detections", "dead", "arrivals")]
        stream = await self.broker.stream((GROUP,))
        ports = Ports(stream, *journals, lake=self.folder / "lake", folder=self.folder)
        await Worker(ports, self.rules, name="0", partitions=range(16), log=LOG, now=lambda: NOW).run()

    async def correlate(self):
        sources = Sources(await self.broker.stream((GROUP,)), GROUP, await self.broker.journal("detections"))
        path = self.folder / "correlations.state"
        await Correlating(sources, self.rules, path, log=LOG, now=lambda: NOW, seconds=self._now_s).run()

    async def send(self, name, *seconds, after_s=0.0):
        lines = [failed_sign_in(second) for second in seconds]
        stream = await self.broker.stream((GROUP,))
        message = pack([parcel(*lines, sender=SAKURA, batch=name, after_s=after_s)])
        await stream.publish(partition_of(SAKURA.tenant), name, message)

    async def hits(self):
        journal = await self.broker.journal("detections")
        return sum([len(read_findings(one.data).hits) for one in await journal.read(after=0, most=99, wait_s=0)])

    async def until_hits(self, enough):
        while await self.hits() < enough:  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)

    async def correlations(self):
        journal = await self.broker.journal("detections")
        found = [read_findings(one.data).detections for one in await journal.read(after=0, most=99, wait_s=0)]
        return [len(one.events) for some in found for one in some if one.group]

    async def until_told(self):
        while not await self.correlations():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)

    async def let_minutes_pass(self):
        enough = self.looks + 300
        await until(lambda: self.looks >= enough)


def run(story):
    return asyncio.run(asyncio.wait_for(story, 40))


@pytest.mark.parametrize("text", [GUESSING, THREE_AT_MOST])
def test_a_journal_that_can_be_read_and_not_written_for_minutes(tmp_path, monkeypatch, text):
    """As when the disk of NATS is full."""
    house = House(tmp_path, text)

    async def story():
        journal = await house.broker.journal("detections")

        async def full(name, data):
            raise StreamUnavailable("no space left on device")

        async with running(house.worker(), house.correlate()):
            await house.send("m1", 1, 2)
            await house.until_hits(2)
            with monkeypatch.context() as trouble:
                trouble.setattr(journal, "append", full)
                await house.send("m2", 3)
                await house.let_minutes_pass()
                before = await house.hits()
            await house.until_told()
        return before, await house.correlations()

    assert run(story()) == (2, [3])


def test_a_worker_that_is_away_for_minutes(tmp_path):
    house = House(tmp_path, THREE_AT_MOST)

    async def story():
        async with running(house.correlate()):
            async with running(house.worker()):
                await house.send("m1", 1, 2)
                await house.until_hits(2)
            await house.send("m2", 3)
            await house.let_minutes_pass()
            async with running(house.worker()):
                await house.until_told()
        return await house.correlations()

    assert run(story()) == [3]


@pytest.mark.parametrize("by_s", [-3600, 3600])
@pytest.mark.parametrize("text", [GUESSING, THREE_AT_MOST])
def test_a_clock_of_ours_that_is_set(tmp_path, by_s, text):
    house = House(tmp_path, text)

    async def story():
        async with running(house.worker(), house.correlate()):
            await house.send("m1", 1)
            await house.send("m2", 2, after_s=by_s)
            await house.send("m3", 3, after_s=1)
            await house.until_told()
        return await house.correlations()

    assert run(story()) == [3]
