from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from detect.learn.cast import lease
from otasuke.findings.leases import read_leases
from otasuke.lake.care import care_once
from otasuke.lake.following import ahead_of, unread_folder
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.pipeline.learnt import live as module
from otasuke.pipeline.learnt.in_hand import MOST_FALLS, InHand
from otasuke.pipeline.learnt.learners import Learners
from otasuke.pipeline.learnt.live import LearnPorts, LiveLearning
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import LearnMetrics
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Entry, StreamUnavailable
from pipeline.cast import until
from pipeline.learnt.cast import (
    FUJI,
    HAGI,
    NOW,
    SAKURA,
    WRITTEN,
    beacon,
    computers,
    learners,
    minutes,
    neighbour_scan,
    store,
    told,
)
from pipeline.learnt.learning_until_killed import FileJournal
from pipeline.processes.around import running
from pipeline.tenant_cast import off, value_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(module, "_SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(module, "_WORK_FOR_SAVING", 0.0)


class Learning:
    """Live learning from a lake in a folder, into the journal of a broker."""

    def __init__(self, folder: Path, broker: MemoryBroker | None = None) -> None:
        self.lake, self.folder = folder / "lake", folder / "learnt"
        self.broker = broker or MemoryBroker()
        self.said: list[str] = []
        self.registry = CollectorRegistry()
        self.metrics = LearnMetrics(self.registry)

    async def live(self, *, tenant_rules: TenantRules | None = None, some: Learners | None = None) -> LiveLearning:
        journal, leases = [await self.broker.journal(name) for name in ("detections", "leases")]
        return LiveLearning(
            LearnPorts(journal, leases, self.lake, self.folder),
            some or learners(self.folder, said=self.said),
            log=Log("learn", write=self.said.append),
            metrics=self.metrics,
            tenant_rules=tenant_rules,
            now=lambda: NOW,
        )

    @asynccontextmanager
    async def running(self, **how: TenantRules) -> AsyncIterator[LiveLearning]:
        one = await self.live(**how)
        async with running(one.run()):
            yield one

    async def told(self) -> list[tuple[str, str]]:
        return [(one.tenant, one.rule_id) for one in await told(await self.broker.journal("detections"))]

    def has_saved(self, number: int) -> bool:
        """Whether all that it knows of the segments up to this one is on the disk."""
        position = unread_folder(self.lake) / "learn.position"
        return position.exists() and position.read_bytes() == b"%d" % number

    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.said]


async def has_read(one: LiveLearning, events: int) -> None:
    """Until it has read so many events, told what it found, and seen that there is nothing more."""
    newest = read_recent(one._ports.lake).newest
    await until(lambda: (one.events, one._learners.read_through, one.lag_s) == (events, newest, 0))


@contextmanager
def started(lake: Path, folder: Path, journal: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that learns for as long as it lives."""
    command = [sys.executable, "-m", "pipeline.learnt.learning_until_killed", *map(str, (lake, folder, journal))]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def run(story):
    return asyncio.run(asyncio.wait_for(story, 60))


SCAN = (SAKURA, "learn/neighbour-scan")


def test_what_is_unusual_in_the_lake_is_told_with_its_numbers(tmp_path: Path) -> None:
    learning = Learning(tmp_path)

    async def story():
        async with learning.running() as one:
            store(learning.lake, (SAKURA, neighbour_scan()))
            await has_read(one, 20)
            return await told(await learning.broker.journal("detections"))

    (found,) = run(story())
    assert (found.tenant, found.rule_id, found.level, found.is_learning) == (*SCAN, "high", False)
    assert found.received_at == WRITTEN
    assert ("port", "445", "") in found.matched
    assert found.picture is not None


def test_what_was_there_before_it_began_is_read_too(tmp_path: Path) -> None:
    learning = Learning(tmp_path)
    store(learning.lake, (SAKURA, neighbour_scan()))

    async def story():
        async with learning.running() as one:
            await has_read(one, 20)
        return await learning.told()

    assert run(story()) == [SCAN]


def test_who_is_not_known_yet_is_told_of_as_such(tmp_path: Path) -> None:
    learning = Learning(tmp_path)
    store(learning.lake, (SAKURA, neighbour_scan()))

    async def story():
        one = await learning.live(some=learners(learning.folder, days=14))
        async with running(one.run()):
            await has_read(one, 20)
        return await told(await learning.broker.journal("detections"))

    (found,) = run(story())
    assert found.is_learning
    shown = generate_latest(learning.registry)
    assert b'otasuke_learn_detections_total{level="high"} 1.0' in shown
    assert b'otasuke_learn_learning_detections_total{level="high"} 1.0' in shown
    assert b"otasuke_learn_events_total 20.0" in shown


def test_a_detector_that_is_switched_off_for_a_tenant_tells_nothing_of_him(tmp_path: Path) -> None:
    learning, book, left_out = Learning(tmp_path), TenantBook(), []
    book.change(SAKURA, value_of(off("learn/neighbour-scan")))
    store(learning.lake, (SAKURA, neighbour_scan()), (FUJI, neighbour_scan()))

    async def story():
        rules = TenantRules(book, left_out=left_out.append)
        async with learning.running(tenant_rules=rules) as one:
            await has_read(one, 40)
        return await learning.told()

    assert run(story()) == [(FUJI, "learn/neighbour-scan")]
    assert left_out == ["high"]


def test_who_was_away_for_a_day_reads_what_was_settled_meanwhile_in_its_order(tmp_path: Path) -> None:
    learning = Learning(tmp_path)

    async def story():
        store(learning.lake, (SAKURA, beacon(0, 3)))
        async with learning.running():
            await until(lambda: learning.has_saved(1))
        for number in range(3, 15, 3):
            now = datetime.now(UTC)
            store(learning.lake, (SAKURA, beacon(number, number + 3)), at=now)
            for hours in (2, 4):
                care_once(learning.lake, now=now + timedelta(hours=hours))
        assert not list(recent_folder(learning.lake).glob("*.parquet"))
        async with learning.running() as one:
            await has_read(one, 12)
        return await learning.told()

    assert run(story()) == [(SAKURA, "learn/beaconing")]


def test_what_is_saved_is_no_longer_kept_for_it(tmp_path: Path) -> None:
    learning = Learning(tmp_path)

    async def story():
        async with learning.running():
            store(learning.lake, (SAKURA, beacon(0, 3)))
            await until(lambda: learning.has_saved(1))

    run(story())
    care_once(learning.lake, now=WRITTEN + timedelta(hours=2))
    assert ahead_of(learning.lake, 0).segments == ()


def test_a_segment_that_cannot_be_read_is_named_and_the_next_one_is_read(tmp_path: Path) -> None:
    learning = Learning(tmp_path)
    for number in range(2):
        store(learning.lake, (SAKURA, neighbour_scan(minutes(number))))
    first, _ = ahead_of(learning.lake, 0).segments
    first.path.write_bytes(b"PAR1 nonsense")

    async def story():
        async with learning.running() as one:
            await has_read(one, 20)
        return await learning.told()

    assert run(story()) == [SCAN]
    assert learning.events() == ["segment.skipped"]
    assert b'otasuke_learn_skipped_segments_total{reason="broken"} 1.0' in generate_latest(learning.registry)


def test_a_segment_with_which_it_falls_is_left_out_in_the_end(tmp_path: Path) -> None:
    learning = Learning(tmp_path)
    for number in range(2):
        store(learning.lake, (SAKURA, neighbour_scan(minutes(number))))
    learning.folder.mkdir()
    for _ in range(MOST_FALLS):
        InHand(learning.folder / "in-hand.json").take(1)

    async def story():
        async with learning.running() as one:
            await has_read(one, 20)

    run(story())
    assert json.loads(learning.said[0])["reason"] == "deadly"


def test_a_lake_that_cannot_be_read_now_is_read_later(tmp_path: Path) -> None:
    learning = Learning(tmp_path)
    store(learning.lake, (SAKURA, neighbour_scan()))
    manifest = recent_folder(learning.lake) / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(b"{")

    async def story():
        async with learning.running() as one:
            await until(lambda: "lake.unreadable" in learning.events())
            manifest.write_bytes(whole)
            await has_read(one, 20)
        return await learning.told()

    assert run(story()) == [SCAN]


def test_a_disk_that_is_full_keeps_it_from_nothing_but_saving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learning = Learning(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async def story():
        async with learning.running() as one:
            store(learning.lake, (SAKURA, neighbour_scan()))
            await has_read(one, 20)
            monkeypatch.setattr(Learners, "save_next", refuse)
            store(learning.lake, (FUJI, neighbour_scan()))
            await until(lambda: one.events == 40 and "learnt.unsaved" in learning.events())
        return await learning.told()

    assert run(story()) == [SCAN, (FUJI, "learn/neighbour-scan")]


def test_who_has_much_to_save_saves_less_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learning, times = Learning(tmp_path), iter(range(0, 10_000, 3))
    monkeypatch.setattr(module, "monotonic", lambda: next(times))
    monkeypatch.setattr(module, "_WORK_FOR_SAVING", 15.0)

    async def story():
        one = await learning.live()
        await one._save()
        return one._save_every_s

    assert run(story()) == 45.0


def test_a_broker_that_is_away_holds_it_up_and_loses_nothing(tmp_path: Path) -> None:
    learning = Learning(tmp_path)
    store(learning.lake, (SAKURA, neighbour_scan()))

    async def story():
        journal = await learning.broker.journal("detections")
        append, refused = journal.append, []

        async def away(name: str, data: bytes) -> None:
            if len(refused) < 3:
                refused.append(name)
                raise StreamUnavailable("not now")
            await append(name, data)

        journal.append = away
        async with learning.running() as one:
            await has_read(one, 20)
        return await learning.told()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AGAIN_S", 0.01)
        assert run(story()) == [SCAN]


def test_it_says_how_far_it_is_behind_while_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learning, lags = Learning(tmp_path), []
    store(learning.lake, (SAKURA, neighbour_scan()))

    async def story():
        one = await learning.live()
        look_at = one._look_at
        monkeypatch.setattr(one, "_look_at", lambda segment: lags.append(one.lag_s) or look_at(segment))
        async with running(one.run()):
            await has_read(one, 20)

    run(story())
    assert lags == [(NOW - WRITTEN).total_seconds()]


ADDRESS = "192.168.11.77"


def leases_of(learning: Learning) -> list[tuple[str, str, str]]:
    """Who has which address, as it was told."""

    async def ask() -> list[Entry]:
        return await (await learning.broker.journal("leases")).read(after=0, most=100, wait_s=0)

    return [(lease.tenant, lease.address, lease.name) for one in run(ask()) for lease in read_leases(one.data)]


def test_who_has_which_address_is_told_once_for_each_tenant(tmp_path: Path) -> None:
    learning, lines = Learning(tmp_path), [lease(minutes(1), "08:00:27:3a:11:9c", hostname="KEIRI-PC01")]

    async def story():
        async with learning.running() as one:
            for number in (1, 2):
                store(learning.lake, (SAKURA, lines), (FUJI, lines))
                await has_read(one, 2 * number)

    run(story())
    assert sorted(leases_of(learning)) == [(FUJI, ADDRESS, "KEIRI-PC01"), (SAKURA, ADDRESS, "KEIRI-PC01")]


# What happens when it is killed.

PARCELS = [
    *([(SAKURA, beacon(first, first + 4)), (FUJI, computers(first, 4))] for first in range(0, 16, 4)),
    [(HAGI, neighbour_scan()), (FUJI, neighbour_scan())],
    [(SAKURA, neighbour_scan(minutes(90)))],
]


def fill(lake: Path) -> None:
    for parcels in PARCELS:
        store(lake, *parcels)


class Crash(BaseException):
    """As if the process had been killed: nobody handles it."""


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_crash_at_any_call_loses_nothing_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    fill(tmp_path / "lake")
    owner = {"fsync": os, "replace": Path}[name]
    real = getattr(owner, name)

    async def tell_all(journal: FileJournal, folder: Path) -> None:
        leases = FileJournal(folder.with_suffix(".leases"))
        ports = LearnPorts(journal, leases, tmp_path / "lake", folder)  # type: ignore[arg-type]
        metrics = LearnMetrics(CollectorRegistry())
        one = LiveLearning(ports, learners(folder), log=Log("learn", write=lambda _: None), metrics=metrics)
        await one._begin()
        await one._follow(ahead_of(ports.lake, one._learners.read_through).segments)

    undisturbed = FileJournal(tmp_path / "undisturbed")
    run(tell_all(undisturbed, tmp_path / "one"))
    disturbed, crashes, left = FileJournal(tmp_path / "disturbed"), 0, 0

    def crash(*arguments):
        nonlocal left
        left -= 1
        if left == -1:
            raise Crash
        return real(*arguments)

    while True:
        left = 7 * crashes + 1  # later each time, so that there is progress
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, crash)
            try:
                run(tell_all(disturbed, tmp_path / "two"))
                break
            except Crash:
                crashes += 1

    assert crashes > 3
    assert len(undisturbed.entries()) > 15
    assert [one.name for one in disturbed.entries()] == [one.name for one in undisturbed.entries()]
    assert _findings(disturbed) == _findings(undisturbed)


def _findings(journal: FileJournal) -> list[dict[str, object]]:
    found = [json.loads(one.data)["detections"][0] for one in journal.entries()]
    return [one | {"detected_at": "", "received_at": ""} for one in found]


def test_who_is_killed_again_and_again_finds_what_he_would_have_found(tmp_path: Path) -> None:
    lake, chance = tmp_path / "lake", random.Random(5)
    undisturbed, disturbed = FileJournal(tmp_path / "undisturbed"), FileJournal(tmp_path / "disturbed")
    (tmp_path / "two").mkdir()
    in_hand = tmp_path / "two" / "in-hand.json"
    for parcels in PARCELS:
        store(lake, *parcels)
        in_hand.unlink(missing_ok=True)  # who is killed by us is not to blame
        with started(lake, tmp_path / "two", tmp_path / "disturbed") as process:
            wait_for(in_hand.exists)
            time.sleep(chance.random() * 0.1)
            process.send_signal(signal.SIGKILL)
    for where, folder, journal in ((lake, "two", disturbed), (tmp_path / "copy", "one", undisturbed)):
        if folder == "one":
            shutil.copytree(lake, where, ignore=shutil.ignore_patterns("*.position"))
        with started(where, tmp_path / folder, journal.path):
            position = unread_folder(where) / "learn.position"
            wait_for(lambda: position.exists() and position.read_bytes() == b"%d" % len(PARCELS))  # noqa: B023

    assert len(undisturbed.entries()) > 15
    assert [one.name for one in disturbed.entries()] == [one.name for one in undisturbed.entries()]
