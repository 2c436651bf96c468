from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest

from otasuke.pipeline import correlating as module
from otasuke.pipeline.correlating import Correlating
from otasuke.pipeline.findings import Findings, entries, read_findings
from otasuke.pipeline.log import Log
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.reading import read
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.stream.memory import MemoryBroker
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


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(module, "_WAIT_S", 0.01)


def hurrying():
    """A clock by which every look at the journal takes five seconds."""
    ticks = count()
    return lambda: next(ticks) * 5.0


def standing():
    """A clock that stands still."""
    return lambda: 0.0


@asynccontextmanager
async def correlating(journal, folder, *, said=None, rules=None, seconds=None, tenant_rules=None):
    log = Log("correlate", write=(said if said is not None else []).append)
    one = Correlating(
        journal,
        rules or Rules(*TEXTS),
        folder / "state",
        log=log,
        tenant_rules=tenant_rules,
        now=lambda: NOW,
        seconds=seconds or hurrying(),
    )
    task = asyncio.create_task(one.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def note(journal, *seconds, sender=SAKURA, name="m1", after_s=0):
    """What a worker finds in sign-ins that failed. after_s: when they were received."""
    parcels = [parcel(*(failed_sign_in(second) for second in seconds), sender=sender, after_s=after_s)]
    hits = Matcher(rules_of(*TEXTS)).match(parcels, read(parcels), now=NOW).hits
    for entry_name, data in entries(name, Findings(hits=hits)):
        await journal.append(entry_name, data)


async def detections(journal):
    entries_there = await journal.read(after=0, most=99, wait_s=0)
    return [one for entry in entries_there if entry.name != "m0" for one in read_findings(entry.data).detections]


async def until_detected(journal, count):
    async with asyncio.timeout(20):
        while len(await detections(journal)) < count:  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)


def run(story):
    return asyncio.run(asyncio.wait_for(story, 40))


def test_hits_of_several_messages_are_one_detection_with_its_group(tmp_path):
    async def story():
        journal = await MemoryBroker().journal("detections")
        async with correlating(journal, tmp_path):
            await note(journal, 1, 2, name="m1")
            await note(journal, 3, name="m2")
            await until_detected(journal, 1)
        return await detections(journal)

    (found,) = run(story())
    assert (found.tenant, found.title, found.level) == ("sakura", "Many sign-ins failed", "high")
    assert found.group == (("hostname", "nas"),)
    assert len(found.events) == 3


def test_tenants_are_never_put_together(tmp_path):
    async def story():
        journal = await MemoryBroker().journal("detections")
        async with correlating(journal, tmp_path):
            await note(journal, 1, 2, name="m1")
            await note(journal, 3, 4, 5, name="m2", sender=FUJI)
            await until_detected(journal, 1)
        return [one.tenant for one in await detections(journal)]

    assert run(story()) == ["fuji"]


def test_what_was_counted_before_a_kill_counts_after_it_and_nothing_is_told_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_SAVE_EVERY_S", 0)
    (tmp_path / "early").mkdir()

    async def story():
        journal = await MemoryBroker().journal("detections")
        async with correlating(journal, tmp_path, seconds=standing()):
            await note(journal, 1, 2, name="m1")
            await until((tmp_path / "state").exists)
        early = (tmp_path / "state").read_bytes()
        async with correlating(journal, tmp_path):
            await note(journal, 3, name="m2")
            await until_detected(journal, 1)
        (tmp_path / "state").write_bytes(early)  # killed before it could save
        async with correlating(journal, tmp_path):
            await note(journal, 11, 12, 13, name="m3", sender=FUJI)
            await until_detected(journal, 2)
        return [one.tenant for one in await detections(journal)]

    assert run(story()) == ["sakura", "fuji"]


def test_a_state_that_cannot_be_read_is_said_and_begun_anew(tmp_path):
    (tmp_path / "state").write_bytes(b"what")
    said: list[str] = []

    async def story():
        journal = await MemoryBroker().journal("detections")
        async with correlating(journal, tmp_path, said=said):
            await journal.append("m0", b"no findings")
            await note(journal, 1, 2, 3)
            await until_detected(journal, 1)

    run(story())
    assert any("correlations.forgotten" in line for line in said)
    assert any("entry.unreadable" in line for line in said)


@pytest.mark.parametrize("away_s", [3600, -200])
def test_what_was_held_up_by_an_outage_counts_whatever_the_clock_says(tmp_path, away_s):
    """Sakura's hits were received before an outage, in which the clock went on or was set; more of them were in the spool."""

    async def story():
        journal = await MemoryBroker().journal("detections")
        await note(journal, 1, 2, name="m1")
        await note(journal, 5, sender=FUJI, name="m2", after_s=away_s)
        await note(journal, 6, sender=FUJI, name="m3", after_s=away_s + 1)
        await note(journal, 3, name="m4", after_s=1)
        async with correlating(journal, tmp_path):
            await until_detected(journal, 1)
        return [one.tenant for one in await detections(journal)]

    assert run(story()) == ["sakura"]


def test_a_correlation_that_is_switched_off_for_a_tenant_is_not_told_for_him(tmp_path):
    book, left_out = TenantBook(), []
    book.change("sakura", value_of(off(GUESSING_ID)))

    async def story():
        journal = await MemoryBroker().journal("detections")
        await note(journal, 1, 2, 3, name="m1")
        await note(journal, 1, 2, 3, sender=FUJI, name="m2")
        async with correlating(journal, tmp_path, tenant_rules=TenantRules(book, left_out=left_out.append)):
            await until_detected(journal, 1)
            await until(lambda: bool(left_out))
        return [one.tenant for one in await detections(journal)]

    assert asyncio.run(story()) == ["fuji"]
    assert left_out == ["high"]
