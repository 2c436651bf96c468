from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from otasuke.findings.live import read_findings
from otasuke.lake.reader import LakeReader
from otasuke.pipeline import matching, rule_watch
from otasuke.pipeline import worker as module
from otasuke.pipeline.dead import read_letters
from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path
from otasuke.pipeline.indicators.watch import IndicatorWatch
from otasuke.pipeline.log import Log
from otasuke.pipeline.parcels import pack
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.work_watch import WorkWatch
from otasuke.pipeline.worker import GROUP, Ports, Worker
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import StreamUnavailable, partition_of
from pipeline.cast import FUJI, NOW, SAKURA, WHOAMI, Rules, creation, parcel, until
from pipeline.indicators.cast import dns, watchlist_in
from pipeline.tenant_cast import off, value_of

BAD = creation("C:\\whoami.exe")


@dataclass
class House:
    """A worker with all that is around it."""

    broker: MemoryBroker
    lake: Path
    said: list[str]

    async def send(self, *parcels, name="m1"):
        stream = await self.broker.stream((GROUP,))
        await stream.publish(partition_of(parcels[0].tenant), name, pack(parcels))

    async def detections(self):
        journal = await self.broker.journal("detections")
        return [
            one
            for entry in await journal.read(after=0, most=99, wait_s=0)
            for one in read_findings(entry.data).detections
        ]

    async def letters(self):
        journal = await self.broker.journal("dead")
        return [one for entry in await journal.read(after=0, most=99, wait_s=0) for one in read_letters(entry.data)]

    def images(self, tenant="sakura"):
        return sorted(str(event.fields.get("Image")) for event in LakeReader(self.lake, tenant).events())

    async def idle(self):
        stream = await self.broker.stream((GROUP,))
        while await stream.waiting(GROUP):  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)


def house_in(folder):
    return House(MemoryBroker(), folder / "lake", [])


@asynccontextmanager
async def working(house, rules=None, watch=None, indicators=None, tenant_rules=None):
    ports = Ports(
        stream=await house.broker.stream((GROUP,)),
        detections=await house.broker.journal("detections"),
        dead=await house.broker.journal("dead"),
        arrivals=await house.broker.journal("arrivals"),
        lake=house.lake,
        folder=house.lake.parent,
    )
    worker = Worker(
        ports,
        rules or Rules(WHOAMI),
        name="1",
        partitions=range(16),
        log=Log("worker", write=house.said.append),
        watch=watch,
        indicators=indicators,
        tenant_rules=tenant_rules,
        now=lambda: NOW,
    )
    task = asyncio.create_task(worker.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def run(story):
    return asyncio.run(asyncio.wait_for(story, 40))


def test_what_was_sent_is_found_and_stored_and_then_forgotten_by_the_stream(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)

    async def story():
        async with working(house):
            await house.send(parcel(BAD, creation("a.exe")), parcel(creation("b.exe"), sender=FUJI))
            await house.idle()
        return [(one.tenant, one.title) for one in await house.detections()]

    assert run(story()) == [("sakura", "Whoami was run")]
    assert house.images() == ["C:\\whoami.exe", "a.exe"]
    assert house.images("fuji") == ["b.exe"]


def test_a_worker_that_is_killed_before_it_stored_anything_loses_and_doubles_nothing(tmp_path, monkeypatch):
    house = house_in(tmp_path)
    clock = [0.0]
    house.broker = MemoryBroker(clock=lambda: clock[0])

    async def story():
        monkeypatch.setattr(module, "FLUSH_EVERY_S", 1000)
        async with working(house):
            await house.send(parcel(BAD))
            journal = await house.broker.journal("detections")
            assert await journal.read(after=0, most=9, wait_s=9)
        assert house.images() == []
        clock[0] += 60
        monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
        async with working(house):
            await house.idle()
        return len(await house.detections())

    assert run(story()) == 1
    assert house.images() == ["C:\\whoami.exe"]


def test_a_parcel_that_comes_in_two_messages_around_a_kill_is_told_once(tmp_path, monkeypatch):
    """The gateway fell before it could answer, and the worker before it had stored the first of the two."""
    house = house_in(tmp_path)
    unreadable = b'{"broken'

    async def story():
        monkeypatch.setattr(module, "FLUSH_EVERY_S", 1000)
        async with working(house):
            await house.send(parcel(BAD, unreadable), name="m1")
            dead = await house.broker.journal("dead")
            assert await dead.read(after=0, most=9, wait_s=9)
        monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
        await house.send(parcel(BAD, unreadable), parcel(creation("a.exe"), batch="b2"), name="m2")
        async with working(house):
            await until(lambda: len(house.images()) == 2)
        return len(await house.detections()), len(await house.letters())

    assert run(story()) == (1, 1)
    assert house.images() == ["C:\\whoami.exe", "a.exe"]


def test_a_parcel_that_comes_again_in_another_message_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)

    async def story():
        async with working(house):
            await house.send(parcel(BAD), name="m1")
            await house.send(parcel(BAD), name="m2")
            await house.idle()
            await house.send(parcel(BAD), name="m3")
            await house.idle()
        return len(await house.detections())

    assert run(story()) == 1
    assert house.images() == ["C:\\whoami.exe"]


def test_what_nobody_can_read_is_among_the_dead_letters_and_stops_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)

    async def story():
        async with working(house):
            stream = await house.broker.stream((GROUP,))
            await stream.publish(partition_of("sakura"), "m0", b"no message at all")
            await house.send(parcel(b"\x01\x02 what", creation("a.exe")))
            await house.idle()
        return [(one.tenant, one.reason, one.data) for one in await house.letters()]

    letters = run(story())
    assert ("", "fault", b"no message at all") in letters
    assert any(tenant == "sakura" and data == b"\x01\x02 what" for tenant, _, data in letters)
    assert house.images() == ["a.exe"]


def test_one_bad_message_among_many_that_wait_is_put_aside_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)

    async def story():
        for number in range(9):
            await house.send(parcel(creation(f"{number}.exe"), batch=f"b{number}"), name=f"m{number}")
        stream = await house.broker.stream((GROUP,))
        await stream.publish(partition_of("sakura"), "bad", b"no message at all")
        await house.send(parcel(BAD, batch="b9"), name="m9")
        async with working(house):
            await house.idle()
        return [one.data for one in await house.letters()], len(await house.detections())

    assert run(story()) == ([b"no message at all"], 1)
    assert house.images() == sorted([*(f"{number}.exe" for number in range(9)), "C:\\whoami.exe"])


def test_bytes_that_are_no_utf_8_hurt_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)

    async def story():
        async with working(house):
            await house.send(
                parcel(b"Nov 24 09:59:01 n\xffs sshd[99]: Fa\xedled \xff\xfe for root", b'{"a":"\xff\xed\xa0\x80"}')
            )
            await house.idle()
        return [one for one in await house.letters() if one.reason == "fault"]

    assert run(story()) == []


def test_rules_that_change_are_used_without_a_restart_and_bad_ones_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(rule_watch, "LOOK_EVERY_S", 0.05)
    house = house_in(tmp_path)
    rules = Rules(WHOAMI.replace("whoami", "other"))

    async def story():
        async with working(house, rules):
            await house.send(parcel(BAD), name="m1")
            await house.idle()
            before = len(await house.detections())
            rules.texts = None
            await until(lambda: any("rules.bad" in line for line in house.said))
            rules.texts = (WHOAMI,)
            await until(lambda: any("rules.renewed" in line for line in house.said))
            await house.send(parcel(BAD, batch="b2"), name="m2")
            await house.idle()
            return before, len(await house.detections())

    assert run(story()) == (0, 1)


def test_a_lake_that_cannot_be_written_holds_everything_up_and_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(module, "_AGAIN_S", 0.01)
    house = house_in(tmp_path)
    flush, fails = module.RecentWriter.flush, [3]

    def failing(writer, now):
        if fails[0]:
            fails[0] -= 1
            raise OSError(28, "No space left on device")
        return flush(writer, now)

    monkeypatch.setattr(module.RecentWriter, "flush", failing)

    async def story():
        async with working(house):
            await house.send(parcel(BAD))
            await house.idle()

    run(story())
    assert house.images() == ["C:\\whoami.exe"]
    assert sum("lake.unwritable" in line for line in house.said) == 3


def test_a_journal_that_is_away_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(module, "_AGAIN_S", 0.01)
    house = house_in(tmp_path)

    async def story():
        journal = await house.broker.journal("detections")
        append, fails = journal.append, [3]

        async def failing(name, data):
            if fails[0]:
                fails[0] -= 1
                raise StreamUnavailable("away")
            await append(name, data)

        monkeypatch.setattr(journal, "append", failing)
        async with working(house):
            await house.send(parcel(BAD))
            await house.idle()
        return len(await house.detections())

    assert run(story()) == 1
    assert house.images() == ["C:\\whoami.exe"]


@pytest.mark.parametrize("where", ["as it is read", "as it is written"])
def test_a_message_that_brings_the_worker_down_is_put_aside_in_the_end(tmp_path, monkeypatch, where):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)
    clock = [0.0]
    house.broker = MemoryBroker(clock=lambda: clock[0])
    deadly = parcel(creation("deadly.exe"), sender=SAKURA, batch="deadly")

    class Dead(BaseException):
        """As good as a kill: nothing in the worker catches it."""

    run_step = module.Step.run

    def step(self, messages, are_new, *, now):
        if pack([deadly]) in messages:
            raise Dead
        return run_step(self, messages, are_new, now=now)

    def flush(self, now):
        raise Dead

    if where == "as it is read":
        monkeypatch.setattr(module.Step, "run", step)
    else:
        monkeypatch.setattr(module.RecentWriter, "flush", flush)

    async def story():
        await house.send(deadly, name="m-deadly")
        for _ in range(9):
            with suppress(BaseExceptionGroup):
                async with working(house) as life:
                    await asyncio.wait({life, asyncio.create_task(house.idle())}, return_when=asyncio.FIRST_COMPLETED)
            clock[0] += 60
        return [(one.reason, one.detail) for one in await house.letters()]

    assert run(story()) == [("fault", "it brought the worker down")]


def failing_explain(monkeypatch, *titles):
    """Explaining fails for some rules, as a fault of ours would make it."""
    explain = matching.explain

    def broken(rule, event):
        if rule.title in titles:
            raise RecursionError
        return explain(rule, event)

    monkeypatch.setattr(matching, "explain", broken)


def test_a_rule_that_fails_is_disabled_and_named_and_the_others_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    failing_explain(monkeypatch, "Whoami was run", "Third")
    house = house_in(tmp_path)
    second, third = (
        WHOAMI.replace("1111-4111", f"{number}-4111").replace("Whoami was run", name)
        for number, name in (("2111", "Second"), ("3111", "Third"))
    )
    watch = WorkWatch()

    async def story():
        async with working(house, Rules(WHOAMI, second, third), watch):
            await house.send(parcel(BAD))
            await house.idle()
            await house.send(parcel(BAD, batch="b2"), name="m2")
            await house.idle()
        return [one.title for one in await house.detections()], await house.letters()

    assert run(story()) == (["Second"] * 2, [])
    assert house.images() == ["C:\\whoami.exe"] * 2
    assert [fault.partition(": ")[2][:30] for fault in watch.faults] == [
        "Whoami was run failed on an ev",
        "Third failed on an event (Recu",
    ]
    assert sum("rule.disabled" in line for line in house.said) == 2


def test_where_all_rules_fail_none_of_them_is_at_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)
    watch = WorkWatch()
    rules = [WHOAMI.replace("1111-4111", f"{number}111-4111") for number in range(1, 8)]

    async def story():
        async with working(house, Rules(*rules), watch):
            with monkeypatch.context() as broken:
                failing_explain(broken, "Whoami was run")
                await house.send(parcel(BAD))
                await house.idle()
            await house.send(parcel(BAD, batch="b2"), name="m2")
            await house.idle()
        return len(await house.detections()), [one.reason for one in await house.letters()]

    assert run(story()) == (7, ["fault"])
    assert watch.faults == ()


def test_a_sensor_that_makes_up_fields_is_named_in_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    registry = CollectorRegistry()
    house = house_in(tmp_path)
    lines = [creation("a.exe", Many=["x", {}], **{f"k{line}-{at}": "1" for at in range(250)}) for line in range(9)]

    async def story():
        async with working(house, watch=WorkWatch(registry)):
            await house.send(parcel(*lines))
            await house.idle()

    run(story())
    (said,) = [json.loads(line) for line in house.said if "fields.crowded" in line]
    assert (said["tenant"], said["sensor"]) == ("sakura", "office-pc")
    assert registry.get_sample_value("otasuke_archive_crowded_total") == said["events"] >= 7
    assert house.images() == ["a.exe"] * 9


def test_what_takes_much_room_is_written_soon(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 1000)
    monkeypatch.setattr(module, "FLUSH_CELLS", 1)
    house = house_in(tmp_path)

    async def story():
        async with working(house):
            await house.send(parcel(creation("a.exe")))
            await house.idle()

    run(story())
    assert house.images() == ["a.exe"]


def indicators_of(folder, *texts, **more):
    watchlist_in(folder, *texts, **more)
    watch = IndicatorWatch(watchlist_path(indicators_folder(folder)), Log("worker", write=lambda _: None))
    watch.look()
    return watch


def test_an_indicator_is_told_once_a_day(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house, registry = house_in(tmp_path), CollectorRegistry()

    async def story():
        indicators = indicators_of(tmp_path, "evil.com")
        async with working(house, watch=WorkWatch(registry), indicators=indicators):
            await house.send(parcel(dns("good.com"), dns("a.evil.com"), dns("b.evil.com")))
            await house.idle()
            await house.send(parcel(dns("c.evil.com"), batch="b2"), name="m2")
            await house.idle()
        return await house.detections()

    (one,) = run(story())
    assert (one.rule_id, one.level, one.batch, one.ordinal) == ("indicators/domain", "high", "b1", 1)
    assert one.matched[0][1] == "a.evil.com"
    assert registry.get_sample_value("otasuke_detect_sightings_total", {"kind": "domain"}) == 1
    assert registry.get_sample_value("otasuke_detect_cpu_seconds_total", {"stage": "indicators"}) > 0


def test_a_worker_that_is_killed_between_telling_of_an_indicator_and_storing_tells_it_once(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house, clock = house_in(tmp_path), [0.0]
    house.broker = MemoryBroker(clock=lambda: clock[0])
    write = Worker._write

    def no_disk(self):
        raise OSError("no space left")

    async def story():
        monkeypatch.setattr(Worker, "_write", no_disk)
        async with working(house, indicators=indicators_of(tmp_path, "evil.com")):
            await house.send(parcel(dns("evil.com"), dns("good.com")))
            journal = await house.broker.journal("detections")
            assert await journal.read(after=0, most=9, wait_s=9)
        assert list(LakeReader(house.lake, "sakura").events()) == []
        clock[0] += 60
        monkeypatch.setattr(Worker, "_write", write)
        await house.send(parcel(dns("evil.com", src="192.168.1.99"), batch="b2"), name="m2")
        async with working(house, indicators=indicators_of(tmp_path, "evil.com")):
            await house.idle()
        return await house.detections()

    told = run(story())
    assert sorted(dict(one.group)["device"] for one in told) == ["192.168.1.23", "192.168.1.99"]
    assert len(list(LakeReader(house.lake, "sakura").events())) == 3


def test_indicators_that_change_are_used_for_what_comes_then(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house = house_in(tmp_path)

    async def story():
        indicators = indicators_of(tmp_path, "evil.com")
        async with working(house, indicators=indicators):
            await house.send(parcel(dns("evil.com"), dns("other.com")))
            await house.idle()
            watchlist_in(tmp_path, "other.com")
            indicators.look()
            await house.send(parcel(dns("evil.com", src="192.168.1.9"), dns("other.com"), batch="b2"), name="m2")
            await house.idle()
        return [(one.batch, one.matched[0][1]) for one in await house.detections()]

    assert run(story()) == [("b1", "evil.com"), ("b2", "other.com")]


def test_an_indicator_is_left_out_for_a_tenant_for_whom_it_is_switched_off(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    house, book = house_in(tmp_path), TenantBook()
    book.change("sakura", value_of(off("indicators/domain")))

    async def story():
        indicators = indicators_of(tmp_path, "evil.com")
        async with working(house, indicators=indicators, tenant_rules=TenantRules(book)):
            await house.send(parcel(dns("evil.com")), parcel(dns("evil.com"), sender=FUJI))
            await house.idle()
        return [one.tenant for one in await house.detections()]

    assert run(story()) == ["fuji"]


def test_an_event_in_which_nothing_can_be_looked_for_hides_no_others_and_stops_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_EVERY_S", 0.1)
    monkeypatch.setattr(module, "_FEWEST_ROWS", 1)
    house, registry = house_in(tmp_path), CollectorRegistry()
    indicators = indicators_of(tmp_path, "evil.com")
    look = indicators.lookout.sightings

    def fragile(batches):
        if any("poison" in str(batch.to_pydict()) for batch in batches):
            raise ArithmeticError("never seen before")
        return look(batches)

    monkeypatch.setattr(indicators.lookout, "sightings", fragile)

    async def story():
        async with working(house, watch=WorkWatch(registry), indicators=indicators):
            await house.send(parcel(dns("a.jp"), dns("poison"), dns("evil.com"), creation("a.exe"), creation("b.exe")))
            await house.idle()
        return [one.matched[0][1] for one in await house.detections()]

    assert run(story()) == ["evil.com"]
    assert registry.get_sample_value("otasuke_detect_failures_total", {"reason": "ArithmeticError"}) == 1
    assert [json.loads(line)["events"] for line in house.said if "indicators.failed" in line] == [1]
    assert len(list(LakeReader(house.lake, "sakura").events())) == 5
