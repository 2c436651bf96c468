from __future__ import annotations

import asyncio
import os

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


def test_a_broker_that_goes_away_before_it_has_answered_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_AGAIN_S", 0.001)
    tries = iter([StreamUnavailable("away"), 7])
    around = Surroundings("test", tmp_path, MemoryBroker, Log("test", write=lambda _: None))  # type: ignore[arg-type]

    async def ask():
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    assert asyncio.run(around.asked(ask)) == 7


def test_a_process_that_is_ready_leaves_a_mark(tmp_path):
    around = Surroundings("worker-1", tmp_path, None, Log("test", write=lambda _: None))  # type: ignore[arg-type]
    assert around.notes.is_dir()

    around.is_ready()

    assert ready_file(tmp_path, "worker-1").exists()


def test_a_process_reports_what_it_is_and_the_newest_error(tmp_path):
    around = Surroundings("care", tmp_path, None, Log("care", write=lambda _: None), metrics="127.0.0.1:9291")  # type: ignore[arg-type]
    before = around.report()
    around.is_ready()
    around.log.error("health.unwritable", error="OSError")

    after = around.report()

    assert (before.process, before.is_ready, before.error, before.error_at) == ("care", False, "", None)
    assert (after.is_ready, after.error, after.metrics) == (True, "health.unwritable (OSError)", "127.0.0.1:9291")
    assert after.pid == os.getpid()
    assert after.error_at is not None
