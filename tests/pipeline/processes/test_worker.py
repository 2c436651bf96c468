from __future__ import annotations

import asyncio

from prometheus_client import generate_latest

from otasuke.findings.live import read_findings
from otasuke.lake.durable import write_durably
from otasuke.lake.reader import LakeReader
from otasuke.pipeline import worker as module
from otasuke.pipeline.indicators import watch as indicator_watch
from otasuke.pipeline.parcels import pack
from otasuke.pipeline.processes import book, report
from otasuke.pipeline.processes.report import read_reports
from otasuke.pipeline.processes.surroundings import ready_file
from otasuke.pipeline.processes.worker import run_worker
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.pipeline.worker import GROUP
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import PARTITIONS, partition_of
from pipeline.cast import FUJI, SAKURA, WHOAMI, Rules, creation, parcel, until
from pipeline.indicators.cast import dns, watchlist_in
from pipeline.processes.around import ForgetfulBroker, running, surroundings
from pipeline.tenant_cast import off, value_of


def test_two_workers_share_all_partitions(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    broker = MemoryBroker()

    async def story():
        stream = await broker.stream((GROUP,))
        for partition in range(PARTITIONS):
            message = pack([parcel(creation(f"{partition}.exe"), batch=f"b{partition}")])
            await stream.publish(partition, f"m{partition}", message)
        first, second = (surroundings(tmp_path, broker, name=f"worker-{number}") for number in (0, 1))
        async with running(run_worker(first, Rules(WHOAMI), number=0, of=2)):
            await until(ready_file(tmp_path, "worker-0").exists)
            while await stream.waiting(GROUP) > PARTITIONS // 2:  # noqa: ASYNC110  # what is waited for has no event
                await asyncio.sleep(0.01)
            left = await stream.waiting(GROUP)
            async with running(run_worker(second, Rules(WHOAMI), number=1, of=2)):
                while await stream.waiting(GROUP):  # noqa: ASYNC110  # as above
                    await asyncio.sleep(0.01)
        return left

    assert asyncio.run(asyncio.wait_for(story(), 60)) == PARTITIONS // 2
    assert len(list(LakeReader(tmp_path / "lake", "sakura").events())) == PARTITIONS


async def _found(broker, number):
    """Of which tenants a worker finds what is bad, in a message with one of each."""
    stream, journal = await broker.stream((GROUP,)), await broker.journal("detections")
    before = await journal.read(after=0, most=99, wait_s=0)
    for sender in (SAKURA, FUJI):
        message = pack([parcel(creation(f"{number}\\whoami.exe"), sender=sender, batch=f"b{number}")])
        await stream.publish(partition_of(sender.tenant), f"{sender.tenant}{number}", message)
    while await stream.waiting(GROUP):  # noqa: ASYNC110  # what is waited for has no event
        await asyncio.sleep(0.01)
    entries = await journal.read(after=before[-1].number if before else 0, most=99, wait_s=0)
    return {one.tenant for entry in entries for one in read_findings(entry.data).detections}


def test_a_rule_is_switched_off_for_a_tenant_while_a_worker_runs_and_stays_so(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    broker = MemoryBroker()
    copy = tmp_path / "pipeline" / "tenants-worker-0.json"

    def worker():
        return run_worker(surroundings(tmp_path, broker, name="worker-0"), Rules(WHOAMI), number=0, of=1)

    async def switch(*rules_off):
        before = copy.read_bytes()
        await (await broker.registry(REGISTRY)).put("sakura", value_of(*rules_off))
        await until(lambda: copy.read_bytes() != before)

    async def story():
        async with running(worker()):
            found = [await _found(broker, 1)]
            await switch(off())
            found.append(await _found(broker, 2))
        async with running(worker()):
            found.append(await _found(broker, 3))
            await switch()
            found.append(await _found(broker, 4))
        return found

    both = {"sakura", "fuji"}
    assert asyncio.run(asyncio.wait_for(story(), 60)) == [both, {"fuji"}, {"fuji"}, both]


def test_a_worker_goes_on_with_the_settings_that_it_knew_while_the_registry_is_away(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(report, "EVERY_S", 0.02)
    monkeypatch.setattr(book, "_NEWEST_WITHIN_S", 0.1)
    broker = ForgetfulBroker()

    def around():
        return surroundings(tmp_path, broker, name="worker-0")

    def is_behind():
        return any(one.behind == (REGISTRY,) for one in read_reports(tmp_path / "pipeline"))

    async def story():
        await (await broker.registry(REGISTRY)).put("sakura", value_of(off()))
        first = around()
        async with running(run_worker(first, Rules(WHOAMI), number=0, of=1)):
            found = [await _found(broker, 1)]
            broker.is_away = True
            await until(is_behind)
            found.append(await _found(broker, 2))
        counted = generate_latest(first.registry)
        async with running(run_worker(around(), Rules(WHOAMI), number=0, of=1)):
            found.append(await _found(broker, 3))
            assert is_behind()
            broker.is_away = False
            await until(lambda: not is_behind())
        return found, counted

    found, counted = asyncio.run(asyncio.wait_for(story(), 60))
    assert found == [{"fuji"}] * 3
    assert b'otasuke_detect_left_out_total{level="high"} 2.0' in counted
    assert b"sakura" not in counted


def test_what_was_set_while_a_worker_was_away_counts_from_his_first_message_on(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(book, "_AGAIN_S", 0.2)
    broker = ForgetfulBroker()

    def worker():
        return run_worker(surroundings(tmp_path, broker, name="worker-0"), Rules(WHOAMI), number=0, of=1)

    async def story():
        async with running(worker()):
            found = [await _found(broker, 1)]
        await (await broker.registry(REGISTRY)).put("sakura", value_of(off()))
        broker.is_away = True
        sending = asyncio.create_task(_found(broker, 2))
        async with running(worker()):
            await asyncio.wait([sending], timeout=0.5)
            broker.is_away = False
            return [*found, await sending]

    assert asyncio.run(asyncio.wait_for(story(), 60)) == [{"sakura", "fuji"}, {"fuji"}]


def test_indicators_are_looked_for_and_changed_while_a_worker_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(report, "EVERY_S", 0.02)
    monkeypatch.setattr(indicator_watch, "LOOK_EVERY_S", 0.02)
    broker = MemoryBroker()

    def reported():
        return [(one.indicators, bool(one.indicator_problem)) for one in read_reports(tmp_path / "pipeline")]

    async def ask(number):
        stream = await broker.stream((GROUP,))
        names = [dns(name, src=f"192.168.1.{number}") for name in ("evil.com", "other.com")]
        await stream.publish(partition_of("sakura"), f"m{number}", pack([parcel(*names, batch=f"b{number}")]))
        while await stream.waiting(GROUP):  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)

    async def story():
        watchlist_in(tmp_path, "evil.com")
        around = surroundings(tmp_path, broker, name="worker-0")
        async with running(run_worker(around, Rules(WHOAMI), number=0, of=1)):
            await ask(1)
            path = watchlist_in(tmp_path, "other.com", "third.com")
            await until(lambda: reported() == [(2, False)])
            await ask(2)
            write_durably(path, b"damaged")
            await until(lambda: reported() == [(2, True)])
        journal = await broker.journal("detections")
        entries = await journal.read(after=0, most=99, wait_s=0)
        found = [one for entry in entries for one in read_findings(entry.data).detections]
        return [(one.batch, one.matched[0][1]) for one in found], generate_latest(around.registry)

    found, shown = asyncio.run(asyncio.wait_for(story(), 60))
    assert found == [("b1", "evil.com"), ("b2", "other.com")]
    assert b"otasuke_detect_indicators 2.0" in shown
    assert b"otasuke_detect_indicators_bad 1.0" in shown
