from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from otasuke.pipeline.arrivals import Arrival, arrivals_entry
from otasuke.pipeline.credentials import REGISTRY, all_credentials
from otasuke.pipeline.health.event import CANARY_TENANT, Kind, from_json
from otasuke.pipeline.processes import care as module
from otasuke.pipeline.processes.care import Care, ReadUntil
from otasuke.stream.memory import MemoryBroker
from pipeline.processes.around import running, surroundings


def test_a_sensor_that_fell_silent_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.3)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    broker = MemoryBroker()
    long_ago = datetime.now(UTC) - timedelta(days=20)

    async def story():
        heard = await broker.journal("arrivals")
        await heard.append("a1", arrivals_entry([Arrival("sakura", "utm", long_ago, 5)]))
        await heard.append("a2", b"broken")
        async with running(Care(surroundings(tmp_path, broker)).run()):
            told = await (await broker.journal("health")).read(after=0, most=9, wait_s=20)
        return [from_json(entry.data) for entry in told]

    (event,) = asyncio.run(asyncio.wait_for(story(), 40))
    assert (event.kind, event.tenant, event.sensor) == (Kind.SENSOR_SILENT, "sakura", "utm")


def test_canaries_have_a_credential_of_their_own(tmp_path):
    broker = MemoryBroker()

    async def story():
        registry = await broker.registry(REGISTRY)
        for _ in range(2):
            async with running(Care(surroundings(tmp_path, broker)).run()):
                while not await registry.all():  # noqa: ASYNC110  # what is waited for has no event
                    await asyncio.sleep(0.01)
        return [one.tenant for one in await all_credentials(registry)]

    assert asyncio.run(asyncio.wait_for(story(), 40)) == [CANARY_TENANT]


def test_how_far_it_has_read_survives_a_restart(tmp_path):
    read_until = ReadUntil(tmp_path / "read")
    read_until.note("arrivals", 7)
    assert ReadUntil(tmp_path / "read").of("arrivals") == 0, "what was not written down is read again"

    read_until.save(read_until.noted())

    assert ReadUntil(tmp_path / "read").of("arrivals") == 7
    (tmp_path / "read").write_text("what")
    assert ReadUntil(tmp_path / "read").of("arrivals") == 0
