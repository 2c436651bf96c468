from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from prometheus_client import generate_latest

from detect.learn.test_support import SUPPORTS
from otasuke.findings.live import LiveDetection
from otasuke.pipeline.log import Log
from otasuke.pipeline.places import PlaceFiles
from otasuke.pipeline.processes.learn import run_learn
from otasuke.pipeline.processes.report import read_reports
from otasuke.pipeline.processes.surroundings import Surroundings, ready_file
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import until
from pipeline.learnt.cast import FUJI, SAKURA, computers, neighbour_scan, store, told
from pipeline.processes.around import running, surroundings
from pipeline.tenant_cast import off, value_of


def findings(
    around: Surroundings, broker: MemoryBroker, *, days: int = 0, count: int = 1, places: Sequence[Path] = ()
) -> list[LiveDetection]:
    async def story() -> list[LiveDetection]:
        journal = await broker.journal("detections")
        async with running(run_learn(around, SUPPORTS, learning_days=days, places=PlaceFiles(places))):
            async with asyncio.timeout(20):
                while len(await told(journal)) < count:  # noqa: ASYNC110  # what is waited for has no event
                    await asyncio.sleep(0.01)
            assert ready_file(around.folder, "learn").exists()
            await until(
                lambda: any(one.process == "learn" and one.lag_s is not None for one in read_reports(around.notes))
            )
        return await told(journal)

    return asyncio.run(asyncio.wait_for(story(), 40))


def test_what_is_unusual_in_the_lake_gets_into_the_journal(tmp_path: Path) -> None:
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker, name="learn")
    store(around.lake, (SAKURA, neighbour_scan()))

    (found,) = findings(around, broker)

    assert (found.tenant, found.rule_id, found.is_learning) == (SAKURA, "learn/neighbour-scan", False)
    assert b"otasuke_learn_segments_total 1.0" in generate_latest(around.registry)


def test_the_days_of_learning_are_set(tmp_path: Path) -> None:
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker, name="learn")
    store(around.lake, (SAKURA, neighbour_scan()))

    assert [one.is_learning for one in findings(around, broker, days=1)] == [True]


def test_a_tenant_may_have_days_of_his_own(tmp_path: Path) -> None:
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker, name="learn")
    registry = asyncio.run(broker.registry(REGISTRY))
    asyncio.run(registry.put(SAKURA, value_of(learning=0)))
    store(around.lake, (SAKURA, neighbour_scan()), (FUJI, neighbour_scan()))

    found = findings(around, broker, days=14, count=2)

    assert {one.tenant: one.is_learning for one in found} == {SAKURA: False, FUJI: True}


def test_a_database_of_places_that_is_none_is_said_and_learning_goes_on(tmp_path: Path) -> None:
    broker, lines = MemoryBroker(), list[str]()
    around = replace(surroundings(tmp_path, broker, name="learn"), log=Log("learn", write=lines.append))
    store(around.lake, (SAKURA, neighbour_scan()))

    assert len(findings(around, broker, places=[tmp_path / "absent.mmdb"])) == 1

    said = [line for line in lines if "places.unusable" in line]
    assert [json.loads(line)["reason"] for line in said] == ["unreadable"]


def test_a_detector_that_is_switched_off_for_a_tenant_tells_nothing_of_him(tmp_path: Path) -> None:
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker, name="learn")
    registry = asyncio.run(broker.registry(REGISTRY))
    asyncio.run(registry.put(SAKURA, value_of(off("learn/neighbour-scan"))))
    store(around.lake, (SAKURA, neighbour_scan()), (FUJI, computers(0, 1)))

    assert [one.tenant for one in findings(around, broker)] == [FUJI]
