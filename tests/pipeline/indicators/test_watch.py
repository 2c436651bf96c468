"""The watchlist is taken anew when it changes; a damaged one changes nothing and is told."""

from __future__ import annotations

import asyncio
import gc
import json
from pathlib import Path

import pytest

from detect.indicators.cast import columns
from otasuke.detect.indicators.watchlist import BadWatchlist
from otasuke.lake.durable import write_durably
from otasuke.pipeline.indicators import watch as module
from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path
from otasuke.pipeline.indicators.watch import IndicatorWatch, open_watchlist
from otasuke.pipeline.log import Log
from pipeline.cast import until
from pipeline.indicators.cast import watchlist_in


def watch_of(data: Path, said: list[str] | None = None) -> IndicatorWatch:
    log = Log("worker", write=(said if said is not None else []).append)
    return IndicatorWatch(watchlist_path(indicators_folder(data)), log)


def sees(watch: IndicatorWatch, name: str) -> bool:
    return watch.lookout is not None and bool(watch.lookout.sightings([columns([{"query": name}])]))


def test_without_a_watchlist_nothing_is_looked_for_and_nothing_is_wrong(tmp_path: Path) -> None:
    watch = watch_of(tmp_path)

    watch.look()

    assert (watch.lookout, watch.count, watch.problem) == (None, 0, "")


def test_a_watchlist_that_changes_is_taken_anew(tmp_path: Path) -> None:
    said: list[str] = []
    watch = watch_of(tmp_path, said)
    watchlist_in(tmp_path, "evil.com")
    watch.look()
    before = sees(watch, "evil.com"), sees(watch, "other.com")
    watchlist_in(tmp_path, "other.com", "third.com")

    watch.look()
    watch.look()

    assert before == (True, False)
    assert (sees(watch, "evil.com"), sees(watch, "other.com"), watch.count) == (False, True, 2)
    assert [json.loads(line)["indicators"] for line in said] == [1, 2]


def test_a_damaged_watchlist_is_told_once_and_the_one_before_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    watch = watch_of(tmp_path, said)
    path = watchlist_in(tmp_path, "evil.com")
    watch.look()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    write_durably(path, bytes(data))

    watch.look()
    watch.look()

    assert "checksum" in watch.problem
    assert sees(watch, "evil.com")
    assert [json.loads(line)["event"] for line in said] == ["indicators.renewed", "indicators.unusable"]
    watchlist_in(tmp_path, "other.com")
    watch.look()
    assert (watch.problem, sees(watch, "other.com")) == ("", True)


@pytest.mark.parametrize("content", [b"", b"evil.com\n"])
def test_what_is_no_watchlist_is_told(tmp_path: Path, content: bytes) -> None:
    watch = watch_of(tmp_path)
    path = watchlist_in(tmp_path)
    write_durably(path, content)

    watch.look()

    assert watch.lookout is None
    assert watch.problem
    with pytest.raises(BadWatchlist):
        open_watchlist(path)


def test_a_watchlist_that_is_gone_goes_on_and_is_told(tmp_path: Path) -> None:
    watch = watch_of(tmp_path)
    watchlist_in(tmp_path, "evil.com")
    watch.look()
    watchlist_path(indicators_folder(tmp_path)).unlink()

    watch.look()

    assert (watch.problem, sees(watch, "evil.com")) == ("the watchlist is gone", True)


def test_a_lookout_that_is_in_use_outlives_its_file(tmp_path: Path) -> None:
    watch = watch_of(tmp_path)
    watchlist_in(tmp_path, "evil.com")
    watch.look()
    old = watch.lookout
    watchlist_in(tmp_path, "other.com")
    watch.look()
    gc.collect()

    assert old is not None
    assert old.sightings([columns([{"query": "evil.com"}])])


def test_it_is_followed_beside_all_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0.01)
    watch = watch_of(tmp_path)

    async def story() -> None:
        following = asyncio.create_task(watch.follow())
        watchlist_in(tmp_path, "evil.com")
        await until(lambda: watch.count == 1)
        following.cancel()

    asyncio.run(story())

    assert watch.count == 1
