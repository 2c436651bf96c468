from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prometheus_client import generate_latest

from otasuke.findings.live import Findings, entries, read_findings
from otasuke.pipeline.log import Log
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.processes.correlate import run_correlate
from otasuke.pipeline.reading import read
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import FAILED_SIGN_IN, FUJI, GUESSING, NOW, SAKURA, Rules, failed_sign_in, parcel, rules_of, until
from pipeline.processes.around import running, surroundings
from pipeline.tenant_cast import GUESSING_ID, off, value_of


async def note(journal, sender):
    """What a worker finds in sign-ins that failed."""
    parcels = [parcel(failed_sign_in(1), failed_sign_in(2), failed_sign_in(3), sender=sender)]
    found = Matcher(rules_of(FAILED_SIGN_IN, GUESSING)).match(parcels, read(parcels), now=NOW).hits
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    hits = tuple(replace(hit, time=hour_ago, received_at=hour_ago) for hit in found)
    for name, data in entries(sender.tenant, Findings(hits=hits)):
        await journal.append(name, data)


def test_what_workers_found_is_put_together(tmp_path):
    broker = MemoryBroker()

    async def story():
        journal = await broker.journal("detections")
        await note(journal, SAKURA)
        async with running(run_correlate(surroundings(tmp_path, broker), Rules(FAILED_SIGN_IN, GUESSING))):
            found = await journal.read(after=1, most=9, wait_s=20)
            return [one.title for entry in found for one in read_findings(entry.data).detections]

    assert asyncio.run(asyncio.wait_for(story(), 40)) == ["Many sign-ins failed"]


def test_a_correlation_that_is_switched_off_for_a_tenant_is_counted_and_said_instead(tmp_path):
    broker, said = MemoryBroker(), []
    around = replace(surroundings(tmp_path, broker), log=Log("correlate", write=said.append))

    async def story():
        await (await broker.registry(REGISTRY)).put("sakura", value_of(off(GUESSING_ID)))
        journal = await broker.journal("detections")
        await note(journal, SAKURA)
        await note(journal, FUJI)
        async with running(run_correlate(around, Rules(FAILED_SIGN_IN, GUESSING))):
            found = await journal.read(after=2, most=9, wait_s=20)
            counted = b'otasuke_correlate_left_out_total{level="high"} 1.0'
            await until(lambda: counted in generate_latest(around.registry))
        return [one.tenant for entry in found for one in read_findings(entry.data).detections]

    assert asyncio.run(asyncio.wait_for(story(), 40)) == ["fuji"]
    (line,) = [one for one in map(json.loads, said) if one["event"] == "rule.left_out"]
    assert (line["tenant"], line["rule"], line["detections"]) == ("sakura", GUESSING_ID, 1)
