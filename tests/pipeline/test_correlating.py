from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import count

import pytest

from otasuke.enrol.senders import Sender
from otasuke.findings.advised import happening_of
from otasuke.findings.live import Findings, entries, read_findings
from otasuke.findings.who import Whos
from otasuke.pipeline import correlating as module
from otasuke.pipeline.correlating import Correlating, Sources
from otasuke.pipeline.log import Log
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.reading import read
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import StreamUnavailable, partition_of
from pipeline.cast import (
    FAILED_SIGN_IN,
    FUJI,
    GUESSING,
    NOW,
    SAKURA,
    WHOAMI,
    Rules,
    failed_sign_in,
    parcel,
    rules_of,
    until,
)
from pipeline.tenant_cast import GUESSING_ID, off, value_of

TEXTS = (WHOAMI, FAILED_SIGN_IN, GUESSING)
TOKYO = Sender("tokyo", "office-pc")
FEW = GUESSING.replace("gte: 3", "lt: 4").replace("Many sign-ins", "A few sign-ins").replace("3333-4333", "4333-4333")
"""What more events can undo: so it has to wait for them."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(module, "_WAIT_S", 0.01)


def hurrying():
    """A clock by which five seconds pass whenever it is looked at."""
    ticks = count()
    return lambda: next(ticks) * 5.0


def standing():
    """A clock that stands still."""
    return lambda: 0.0


@asynccontextmanager
async def correlating(
    broker, folder, *, texts=TEXTS, said=None, seconds=None, has_more=lambda: False, tenant_rules=None
):
    log = Log("correlate", write=(said if said is not None else []).append)
    stream, journal = await broker.stream(("work",)), await broker.journal("detections")
    one = Correlating(
        Sources(stream, "work", journal, has_more),
        Rules(*texts),
        folder / "state",
        log=log,
        tenant_rules=tenant_rules,
        now=lambda: NOW,
        seconds=seconds or hurrying(),
    )
    task = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def note(broker, *seconds, sender=SAKURA, name="m1", after_s=0):
    """What a worker finds in sign-ins that failed. after_s: when they were received."""
    journal = await broker.journal("detections")
    parcels = [parcel(*(failed_sign_in(second) for second in seconds), sender=sender, after_s=after_s)]
    hits = Matcher(rules_of(*TEXTS)).match(parcels, read(parcels), now=NOW).hits
    for entry_name, data in entries(name, Findings(hits=hits)):
        await journal.append(entry_name, data)


async def detections(broker):
    journal = await broker.journal("detections")
    entries_there = await journal.read(after=0, most=99, wait_s=0)
    return [one for entry in entries_there if entry.name != "m0" for one in read_findings(entry.data).detections]


async def until_detected(broker, count):
    async with asyncio.timeout(20):
        while len(await detections(broker)) < count:  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)


async def send(broker, sender, name):
    """A message that a worker still has to look at."""
    stream = await broker.stream(("work",))
    await stream.publish(partition_of(sender.tenant), name, b"events")


async def work(broker, sender):
    """A worker takes what there is, and is done with it."""
    stream = await broker.stream(("work",))
    for delivery in await stream.take("work", partition_of(sender.tenant), most=9, wait_s=0):
        await stream.done(delivery)


@pytest.fixture
def looks(monkeypatch):
    """How often it was asked how far the workers have come."""
    asked = [0]
    ask = Correlating._ask

    async def counting(self):
        asked[0] += 1
        return await ask(self)

    monkeypatch.setattr(Correlating, "_ask", counting)
    return asked


async def look_often(looks):
    """Until a minute and more would have passed by a clock that hurries."""
    enough = looks[0] + 40
    await until(lambda: looks[0] >= enough)


def run(story):
    return asyncio.run(asyncio.wait_for(story, 40))


def test_hits_of_several_messages_are_one_detection_with_its_group(tmp_path):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path):
            await note(broker, 1, 2, name="m1")
            await note(broker, 3, name="m2")
            await until_detected(broker, 1)
        return await detections(broker)

    (found,) = run(story())
    assert (found.tenant, found.title, found.level) == ("sakura", "Many sign-ins failed", "high")
    assert found.group == (("hostname", "nas"),)
    assert len(found.events) == 3


def test_a_correlation_says_who_was_behind_the_last_of_its_events(tmp_path):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path):
            await note(broker, 1, 2, 3)
            await until_detected(broker, 1)
        return await detections(broker)

    (found,) = run(story())
    assert (found.sensor, found.sent_by, found.log) == ("nas", "office-pc", ("linux", "", "sshd"))
    assert found.fields is not None
    assert happening_of(found).device == "nas"


def test_of_events_that_nobody_remembers_it_says_what_its_group_knows(tmp_path, monkeypatch):
    monkeypatch.setattr(Whos, "of", lambda *_: None)

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path):
            await note(broker, 1, 2, 3)
            await until_detected(broker, 1)
        return await detections(broker)

    (found,) = run(story())
    assert (found.sensor, found.sent_by, found.log, found.fields) == ("", "", ("linux", "", "sshd"), None)
    assert happening_of(found).device == "nas"


def test_tenants_are_never_put_together(tmp_path):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path):
            await note(broker, 1, 2, name="m1")
            await note(broker, 3, 4, 5, name="m2", sender=FUJI)
            await until_detected(broker, 1)
        return [one.tenant for one in await detections(broker)]

    assert run(story()) == ["fuji"]


def test_what_was_counted_before_a_kill_counts_after_it_and_nothing_is_told_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_SAVE_EVERY_S", 0)
    (tmp_path / "early").mkdir()

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, seconds=standing()):
            await note(broker, 1, 2, name="m1")
            await until((tmp_path / "state").exists)
        early = (tmp_path / "state").read_bytes()
        async with correlating(broker, tmp_path):
            await note(broker, 3, name="m2")
            await until_detected(broker, 1)
        (tmp_path / "state").write_bytes(early)  # killed before it could save
        async with correlating(broker, tmp_path):
            await note(broker, 11, 12, 13, name="m3", sender=FUJI)
            await until_detected(broker, 2)
        return [one.tenant for one in await detections(broker)]

    assert run(story()) == ["sakura", "fuji"]


def test_a_state_that_cannot_be_read_is_said_and_begun_anew(tmp_path):
    (tmp_path / "state").write_bytes(b"what")
    said: list[str] = []

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, said=said):
            await (await broker.journal("detections")).append("m0", b"no findings")
            await note(broker, 1, 2, 3)
            await until_detected(broker, 1)

    run(story())
    assert any("correlations.forgotten" in line for line in said)
    assert any("entry.unreadable" in line for line in said)


@pytest.mark.parametrize("away_s", [3600, -200])
def test_what_was_held_up_by_an_outage_counts_whatever_the_clock_says(tmp_path, away_s):
    """Sakura's hits were received before an outage, in which the clock went on or was set; more of them were in the spool."""

    async def story():
        broker = MemoryBroker()
        await note(broker, 1, 2, name="m1")
        await note(broker, 5, sender=FUJI, name="m2", after_s=away_s)
        await note(broker, 6, sender=FUJI, name="m3", after_s=away_s + 1)
        await note(broker, 3, name="m4", after_s=1)
        async with correlating(broker, tmp_path):
            await until_detected(broker, 1)
        return [one.tenant for one in await detections(broker)]

    assert run(story()) == ["sakura"]


def test_a_correlation_that_is_switched_off_for_a_tenant_is_not_told_for_him(tmp_path):
    book, left_out = TenantBook(), []
    book.change("sakura", value_of(off(GUESSING_ID)))

    async def story():
        broker = MemoryBroker()
        await note(broker, 1, 2, 3, name="m1")
        await note(broker, 1, 2, 3, sender=FUJI, name="m2")
        async with correlating(broker, tmp_path, tenant_rules=TenantRules(book, left_out=left_out.append)):
            await until_detected(broker, 1)
            await until(lambda: bool(left_out))
        return [one.tenant for one in await detections(broker)]

    assert run(story()) == ["fuji"]
    assert left_out == ["high"]


@pytest.mark.parametrize("texts", [TEXTS, (FAILED_SIGN_IN, FEW)])
def test_what_a_worker_still_has_in_hand_is_waited_for_however_long_it_takes(tmp_path, looks, texts):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, texts=texts) as one:
            await note(broker, 1, 2, name="m1")
            await send(broker, SAKURA, "m2")
            await look_often(looks)
            assert one.held_s > 60
            await note(broker, 3, name="m2", after_s=1)
            await work(broker, SAKURA)
            await until_detected(broker, 1)
        return [len(one.events) for one in await detections(broker)]

    assert run(story()) == [3]


def test_a_worker_that_stands_still_holds_up_its_own_tenants_only(tmp_path):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, texts=(FAILED_SIGN_IN, FEW)):
            await send(broker, SAKURA, "m0")
            await note(broker, 1, 2, 3, name="m1")
            await note(broker, 1, 2, 3, name="m2", sender=FUJI)
            await until_detected(broker, 1)
            before = [one.tenant for one in await detections(broker)]
            await work(broker, SAKURA)
            await until_detected(broker, 2)
        return before, [one.tenant for one in await detections(broker)]

    assert run(story()) == (["fuji"], ["fuji", "sakura"])


@pytest.mark.parametrize("texts", [TEXTS, (FAILED_SIGN_IN, FEW)])
def test_what_is_in_the_spool_is_waited_for(tmp_path, looks, texts):
    has_more = [True]

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, texts=texts, has_more=lambda: has_more[0]):
            await note(broker, 1, 2, name="m1")
            await look_often(looks)
            await note(broker, 3, name="m2", after_s=1)
            has_more[0] = False
            await until_detected(broker, 1)
        return [len(one.events) for one in await detections(broker)]

    assert run(story()) == [3]


def test_what_is_in_the_journal_is_read_before_anything_is_decided(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_AT_A_TIME", 1)

    async def story():
        broker = MemoryBroker()
        await note(broker, 1, 2, name="m1")
        for number in range(60):
            await note(broker, 9, name=f"f{number}", sender=FUJI)
        await note(broker, 3, 4, name="m2")
        await note(broker, 1, 2, name="m3", sender=TOKYO)
        async with correlating(broker, tmp_path, texts=(FAILED_SIGN_IN, FEW)):
            await until_detected(broker, 2)
        return sorted(one.tenant for one in await detections(broker))

    assert run(story()) == ["fuji", "tokyo"], "sakura's were four"


def test_while_nobody_can_say_how_far_the_workers_are_nothing_is_decided(tmp_path, monkeypatch, looks):
    async def story():
        broker = MemoryBroker()
        stream = await broker.stream(("work",))

        async def away(group):
            raise StreamUnavailable("away")

        async with correlating(broker, tmp_path, texts=(FAILED_SIGN_IN, FEW)):
            with monkeypatch.context() as patched:
                patched.setattr(stream, "standings", away)
                await note(broker, 1, 2, 3, name="m1")
                await look_often(looks)
                before = await detections(broker)
            await until_detected(broker, 1)
        return before

    assert run(story()) == []


def test_after_a_restart_time_goes_on_where_it_was_also_where_the_machine_was_started_anew(
    tmp_path, monkeypatch, looks
):
    monkeypatch.setattr(module, "_SAVE_EVERY_S", 0)
    first_s, second_s = [0.0], [50_000.0]

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, texts=(FAILED_SIGN_IN, FEW), seconds=lambda: first_s[0]):
            first_s[0] = 7200.0
            await note(broker, 1, 2, 3, name="m1")
            await until((tmp_path / "state").exists)
        async with correlating(broker, tmp_path, texts=(FAILED_SIGN_IN, FEW), seconds=lambda: second_s[0]):
            for number in range(looks[0], looks[0] + 30):
                await until(lambda number=number: looks[0] > number)
                second_s[0] += 13.0
            await until_detected(broker, 1)
        return [one.title for one in await detections(broker)]

    assert run(story()) == ["A few sign-ins failed"]


def test_events_with_the_right_time_count_although_our_clock_was_set_back_behind_it(tmp_path):
    an_hour_s = timedelta(hours=1).total_seconds()

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path):
            await note(broker, 1, 2, name="m1")
            await note(broker, 3, name="m2", after_s=-an_hour_s)
            await until_detected(broker, 1)
        return [len(one.events) for one in await detections(broker)]

    assert run(story()) == [3]


def test_what_more_events_cannot_undo_is_told_at_once_and_only_once(tmp_path):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, has_more=lambda: True):
            await note(broker, 1, 2, name="m1")
            await note(broker, 3, name="m2")
            await until_detected(broker, 1)
        async with correlating(broker, tmp_path):
            await note(broker, 1, 2, 3, name="m3", sender=FUJI)
            await until_detected(broker, 2)
        return [one.tenant for one in await detections(broker)]

    assert run(story()) == ["sakura", "fuji"]


def test_what_was_told_at_once_before_a_kill_is_not_told_otherwise_after_it(tmp_path, looks):
    """One of them came a little late. When they are read again they all come at once, and it is true a second earlier."""

    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, has_more=lambda: True):
            await note(broker, 11, 12, name="m1")
            await look_often(looks)
            await note(broker, 10, name="m2")
            await note(broker, 13, name="m3")
            await until_detected(broker, 1)
        (tmp_path / "state").unlink(missing_ok=True)
        async with correlating(broker, tmp_path):
            await look_often(looks)
        return [one.received_at.second for one in await detections(broker)]

    assert run(story()) == [13]


def test_events_of_one_parcel_count_at_once_in_whatever_order_they_stand_there(tmp_path):
    async def story():
        broker = MemoryBroker()
        async with correlating(broker, tmp_path, has_more=lambda: True):
            await note(broker, 30, 1, 20)
            await until_detected(broker, 1)
        return [len(one.events) for one in await detections(broker)]

    assert run(story()) == [3]
