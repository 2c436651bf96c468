from __future__ import annotations

import asyncio

from otasuke.pipeline.log import Log
from otasuke.pipeline.processes import surroundings as module
from otasuke.pipeline.processes.surroundings import Surroundings, ready_file
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import StreamUnavailable


def test_a_broker_that_is_away_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_AGAIN_S", 0.001)
    tries = iter([StreamUnavailable("away"), StreamUnavailable("away"), MemoryBroker()])

    async def connect():
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    around = Surroundings("test", tmp_path, connect, Log("test", write=lambda _: None))

    assert isinstance(asyncio.run(around.broker()), MemoryBroker)


def test_a_process_that_is_ready_leaves_a_mark(tmp_path):
    around = Surroundings("worker-1", tmp_path, None, Log("test", write=lambda _: None))  # type: ignore[arg-type]
    assert around.notes.is_dir()

    around.is_ready()

    assert ready_file(tmp_path, "worker-1").exists()
