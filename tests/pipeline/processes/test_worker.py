from __future__ import annotations

import asyncio

from otasuke.lake.reader import LakeReader
from otasuke.pipeline import worker as module
from otasuke.pipeline.parcels import pack
from otasuke.pipeline.processes.surroundings import ready_file
from otasuke.pipeline.processes.worker import run_worker
from otasuke.pipeline.worker import GROUP
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import PARTITIONS
from pipeline.cast import WHOAMI, Rules, creation, parcel, until
from pipeline.processes.around import running, surroundings


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
