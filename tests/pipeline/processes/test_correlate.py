from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from otasuke.pipeline import correlating as module
from otasuke.pipeline.findings import Findings, entries, read_findings
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.processes.correlate import run_correlate
from otasuke.pipeline.reading import read
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import FAILED_SIGN_IN, GUESSING, NOW, Rules, failed_sign_in, parcel, rules_of
from pipeline.processes.around import running, surroundings


def test_what_workers_found_is_put_together(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LATENESS", timedelta(0))
    monkeypatch.setattr(module, "_PASS_EVERY_S", 0.0)
    broker = MemoryBroker()
    parcels = [parcel(failed_sign_in(1), failed_sign_in(2), failed_sign_in(3))]
    found = Matcher(rules_of(FAILED_SIGN_IN, GUESSING)).match(parcels, read(parcels), now=NOW).hits
    hits = tuple(replace(hit, time=datetime.now(UTC) - timedelta(hours=1)) for hit in found)

    async def story():
        journal = await broker.journal("detections")
        for name, data in entries("m1", Findings(hits=hits)):
            await journal.append(name, data)
        async with running(run_correlate(surroundings(tmp_path, broker), Rules(FAILED_SIGN_IN, GUESSING))):
            found = await journal.read(after=1, most=9, wait_s=20)
            return [one.title for entry in found for one in read_findings(entry.data).detections]

    assert asyncio.run(asyncio.wait_for(story(), 40)) == ["Many sign-ins failed"]
