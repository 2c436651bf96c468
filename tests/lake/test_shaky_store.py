"""A store that is away at any moment, does what it did not confirm, and does it late: every event is there once all the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.lake.care import care_once
from otasuke.lake.errors import Overtaken, StoreUnreachable
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.storage import binding
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.port import Swap
from otasuke.lake.verify import verify

FATES = st.sampled_from(["well"] * 6 + ["not done", "done", "done late"])


class Shaky:
    """Does with each call what its fate is; then it is well. What is done late is done before the next call but one."""

    def __init__(self, store: FolderStore, fates: list[str], late: list[Callable[[], object]]) -> None:
        self._store = store
        self._fates = fates
        self._late = late

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._store, name)
        return self._fated(real) if name in ("swap", "write_new", "delete", "read", "folders") else real

    def _fated(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            fate = self._fates.pop(0) if self._fates else "well"
            if fate == "well":
                answer = real(*args)
                self._do_late()
                return answer
            if fate == "done":
                real(*args)
            elif fate == "done late":
                self._late.append(lambda: real(*args))
            raise StoreUnreachable("s3://lake", "cannot be reached")

        return call

    def _do_late(self) -> None:
        while self._late:
            self._late.pop(0)()


def records(lake: Path, tenant: str) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, tenant).events())


@settings(max_examples=40)
@given(st.lists(st.lists(FATES, max_size=12), min_size=1, max_size=4))
def test_nothing_is_lost_and_nothing_is_doubled(rounds: list[list[str]]) -> None:
    late: list[Callable[[], object]] = []
    with tempfile.TemporaryDirectory() as name, patch("os.fsync"):
        lake = Path(name)
        for number, fates in enumerate(rounds):
            now = NOON + timedelta(hours=20 * number)
            writer = RecentWriter(lake)
            send(writer, f"m{number}", *((one, f"b{number}", [event(number)]) for one in (SAKURA, FUJI)))
            writer.flush(now)
            left = list(fates)

            def shaky(folder: Path, left: list[str] = left) -> Shaky:
                return Shaky(FolderStore(folder), left, late)

            with patch.object(binding, "FolderStore", shaky):
                for _ in range(3):
                    _care(lake, now + timedelta(hours=2))
            assert [records(lake, one) for one in (SAKURA, FUJI)] == [list(range(number + 1))] * 2
        for act in late:
            act()
        care_once(lake, now=NOON + timedelta(days=30))

        assert [records(lake, one) for one in (SAKURA, FUJI)] == [list(range(len(rounds)))] * 2
        assert [one for one in verify(lake) if "is named by no manifest" not in one.what] == []


def _care(lake: Path, now: Any) -> None:
    try:
        assert care_once(lake, now=now).problems == ()
    except (StoreUnreachable, Overtaken):  # by what he did himself, a call before
        return


def test_a_swap_that_is_made_late_finds_its_files(tmp_path: Path) -> None:
    """Who cleaned up after a swap that was not confirmed would have deleted what it names."""
    writer = RecentWriter(tmp_path)
    send(writer, "m", (SAKURA, "b", [event(1)]))
    writer.flush(NOON)
    late: list[Sequence[Swap]] = []

    class Late(FolderStore):
        def swap(self, swaps: Sequence[Swap]) -> frozenset[str]:
            late.append(swaps)
            raise StoreUnreachable("s3://lake", "cannot be reached")

    with patch.object(binding, "FolderStore", Late):
        _care(tmp_path, NOON + timedelta(hours=2))
    FolderStore(tmp_path).swap(late[0])

    assert (records(tmp_path, SAKURA), list(verify(tmp_path))) == ([1], [])
    care_once(tmp_path, now=NOON + timedelta(hours=3))
    assert (records(tmp_path, SAKURA), list(verify(tmp_path))) == ([1], [])
