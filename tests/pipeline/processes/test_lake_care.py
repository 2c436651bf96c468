"""Whoever looks after the service is told why the lake waits, and when it no longer does."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event, send
from otasuke.lake.care import Cared
from otasuke.lake.days import Retention
from otasuke.lake.errors import NotOurs, StoreUnreachable
from otasuke.lake.following import note_position
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.recent_writer import RecentWriter
from otasuke.pipeline.log import Log
from otasuke.pipeline.processes import lake_care as module
from otasuke.pipeline.processes.lake_care import LakeCare

LATER = NOON + timedelta(hours=2)


def keep_all(_: date) -> Retention:
    return lambda _: None


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    writer = RecentWriter(tmp_path)
    send(writer, "m1", (SAKURA, "b1", [event(1)]))
    writer.flush(NOON)
    return tmp_path


@pytest.mark.parametrize(
    ("error", "words", "to_do", "logged"),
    [
        (
            StoreUnreachable("s3://lake", "cannot be reached"),
            "wait to be settled: s3://lake: cannot be reached",
            "Nothing is lost",
            ("error", "lake.store_unreachable"),
        ),
        (NotOurs("it belongs to another"), "belongs to another", "Nothing is lost", ("error", "lake.not_ours")),
        (OSError(28, "No space left"), "No space left", "otasuke lake verify", ("warning", "lake.care_failed")),
    ],
)
def test_what_stands_in_the_way_is_said_until_it_is_gone(
    lake: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str, to_do: str, logged: tuple[str, str]
) -> None:
    said: list[str] = []
    care = LakeCare(lake, Log("care", write=said.append), retention=keep_all)

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(module, "care_once", fail)
        care.care(LATER)
    assert words in care.problem
    assert to_do in care.to_do
    (line,) = map(json.loads, said)
    assert (line["level"], line["event"]) == logged

    care.care(LATER)
    assert (care.problem, care.to_do, read_recent(lake).segments) == ("", "", ())
    assert [one.record for one in LakeReader(lake, SAKURA).events()] == [1]


def test_what_could_not_be_cared_for_is_named(lake: Path) -> None:
    (segment,) = read_recent(lake).segments
    (recent_folder(lake) / segment.name).write_bytes(b"x")
    care = LakeCare(lake, Log("care", write=lambda _: None), retention=keep_all)

    care.care(LATER)

    assert segment.name in care.problem
    assert "1 events are lost unless it is put back" in care.problem


def test_what_nobody_came_to_read_in_time_is_said(lake: Path) -> None:
    said: list[str] = []
    note_position(lake, "learn", 0)
    care = LakeCare(lake, Log("care", write=said.append), retention=keep_all)

    care.care(NOON + timedelta(days=400))

    (line,) = map(json.loads, said)
    assert (line["level"], line["event"], line["files"]) == ("warning", "lake.unread_given_up", 1)
    assert care.problem == ""


def test_it_cares_again_and_again_and_sooner_while_something_is_wrong(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_EVERY_S", 0.0)
    monkeypatch.setattr(module, "_AGAIN_S", 0.0)
    problems: list[str] = []
    care = LakeCare(lake, Log("care", write=lambda _: None), retention=keep_all)

    def fail_at_first(*_: object, **__: object) -> Cared:
        problems.append(care.problem)
        if len(problems) == 1:
            raise StoreUnreachable("s3://lake", "cannot be reached")
        return Cared()

    monkeypatch.setattr(module, "care_once", fail_at_first)

    async def story() -> None:
        running = asyncio.create_task(care.run())
        while len(problems) < 3:  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)
        running.cancel()

    asyncio.run(asyncio.wait_for(story(), 20))
    assert [bool(one) for one in problems[:3]] == [False, True, False]
