from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from otasuke.cli.tenants import arriving as module
from otasuke.cli.tenants.arriving import when
from otasuke.config import Settings
from otasuke.pipeline.processes.report import Report, write_report
from otasuke.pipeline.processes.surroundings import ready_file
from otasuke.pipeline.processes.tenants import followed_tenants
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.stream.memory import MemoryBroker
from pipeline.processes.around import running, surroundings
from pipeline.tenant_cast import off, value_of

VALUE = value_of(off())


def ready(folder, name, *, ago_s=0.0):
    ready_file(folder, name).parent.mkdir(exist_ok=True)
    ready_file(folder, name).touch()
    at = datetime.now(UTC) - timedelta(seconds=ago_s)
    write_report(folder / "pipeline", Report(name, 1, at, at, is_ready=True))


def test_it_counts_when_every_process_that_is_ready_has_heard_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_HEARD_WITHIN_S", 20.0)
    broker, settings = MemoryBroker(), Settings(tmp_path)

    async def story():
        worker, care = (surroundings(tmp_path, broker, name=name) for name in ("worker-0", "care"))
        for name in ("worker-0", "care", "gateway"):
            ready(tmp_path, name)
        ready(tmp_path, "worker-1", ago_s=60)  # it was one more worker the last time
        async with running(followed_tenants(worker).follow(broker)):
            await (await broker.registry(REGISTRY)).put("sakura", VALUE)
            waiting = asyncio.create_task(when(settings, "sakura", VALUE))
            await asyncio.wait([waiting], timeout=0.1)
            before = waiting.done()
            async with running(followed_tenants(care).follow(broker)):
                return before, await waiting

    assert asyncio.run(asyncio.wait_for(story(), 40)) == (False, "from now on")


def test_who_does_not_hear_of_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_HEARD_WITHIN_S", 0.05)
    ready(tmp_path, "worker-1")
    (tmp_path / "pipeline" / "tenants-worker-1.json").write_text("[")

    assert asyncio.run(when(Settings(tmp_path), "sakura", VALUE)).startswith("as soon as worker-1 heard of it, which")


def test_where_nothing_runs_nobody_is_waited_for(tmp_path):
    assert asyncio.run(when(Settings(tmp_path), "sakura", VALUE)).startswith("as soon as the service runs")
