"""Lists that come from a server are fetched again when their time has come, by a child; what goes wrong is told."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from otasuke.pipeline.log import Log
from otasuke.pipeline.processes import indicator_care as module
from otasuke.pipeline.processes.indicator_care import IndicatorCare
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import until
from pipeline.indicators.server import list_server
from pipeline.indicators.shelves import put, shelf_in
from pipeline.processes.around import running, surroundings

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.02)
    monkeypatch.setattr(module, "_AGAIN_S", 0.02)


@pytest.fixture
def server(monkeypatch, tmp_path):
    with list_server(monkeypatch, tmp_path) as running:
        yield running


def care_in(folder, *code, said=None):
    around = replace(
        surroundings(folder, MemoryBroker(), name="care"),
        log=Log("care", write=(said if said is not None else []).append),
    )
    return IndicatorCare(around, [sys.executable, "-c", *code]) if code else IndicatorCare(around)


def watched(folder):
    return sorted(one.value for one in shelf_in(folder).watchlist().everybody)


def test_a_list_is_fetched_again_when_its_time_has_come(tmp_path, server):
    url = server.gives("/key", "new.com\nevil.com\n")
    put(shelf_in(tmp_path), "feed", b"evil.com\n", url=url, every_s=3600, is_inside=True)
    care = care_in(tmp_path)

    async def story():
        async with running(care.run()):
            await until(lambda: watched(tmp_path) == ["evil.com", "new.com"], within_s=60)
            await until(lambda: care.lists == 1)
        return [path for path, _ in server.asked]

    assert asyncio.run(story()) == ["/key"]
    assert care.problems == ()


def test_what_keeps_a_list_from_being_renewed_is_told_and_is_bad_after_a_day(tmp_path):
    shelf = shelf_in(tmp_path)
    more = {"url": "https://x.jp/", "every_s": 3600, "tried_at": NOW, "problem": "x.jp is away"}
    put(shelf, "feed", b"evil.com\n", fetched_at=NOW - timedelta(hours=20), **more)
    put(shelf, "late", b"evil.com\n", fetched_at=NOW - timedelta(hours=25), **more)
    care = care_in(tmp_path, "pass")

    async def story():
        async with running(care.run()):
            await until(lambda: care.lists == 2)

    asyncio.run(story())
    assert [(one.is_late, one.words.partition(" has")[0]) for one in care.problems] == [
        (False, "The list feed"),
        (True, "The list late"),
    ]
    assert care.problems[0].words.endswith("UTC: x.jp is away")


def test_a_child_that_cannot_do_it_is_told_and_tried_again(tmp_path):
    put(shelf_in(tmp_path), "feed", b"evil.com\n", url="https://x.jp/", every_s=3600)
    said: list[str] = []
    care = care_in(tmp_path, f"open({str(tmp_path / 'tried')!r}, 'a').write('x'); raise SystemExit(7)", said=said)

    async def story():
        async with running(care.run()):
            await until(lambda: (tmp_path / "tried").exists() and len((tmp_path / "tried").read_text()) >= 2)
            await until(lambda: bool(care.problems))

    asyncio.run(story())
    assert care.problems[0].is_late
    assert json.loads(said[0])["event"] == "indicators.not_renewed"
    assert json.loads(said[0])["status"] == 7


def test_a_child_that_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_WITHIN_S", 0.3)
    put(shelf_in(tmp_path), "feed", b"evil.com\n", url="https://x.jp/", every_s=3600)
    said: list[str] = []
    care = care_in(tmp_path, "import signal; signal.pause()", said=said)

    async def story():
        async with running(care.run()):
            await until(lambda: bool(said))

    asyncio.run(story())
    assert json.loads(said[0])["status"] == -1


def test_where_there_are_no_lists_nobody_is_started(tmp_path):
    care = care_in(tmp_path, f"open({str(tmp_path / 'tried')!r}, 'w')")

    async def story():
        async with running(care.run()):
            await asyncio.sleep(0)
            put(shelf_in(tmp_path), "block", b"evil.com\n")
            await until(lambda: care.lists == 1)

    asyncio.run(story())
    assert not (tmp_path / "tried").exists()


def test_lists_that_cannot_be_read_are_told(tmp_path):
    put(shelf_in(tmp_path), "feed", b"evil.com\n")
    (tmp_path / "indicators" / "lists.json").write_bytes(b"{")
    said: list[str] = []
    care = care_in(tmp_path, "pass", said=said)

    async def story():
        async with running(care.run()):
            await until(lambda: bool(said))

    asyncio.run(story())
    assert json.loads(said[0])["event"] == "indicators.lists_unreadable"
    assert care.problems[0].is_late
