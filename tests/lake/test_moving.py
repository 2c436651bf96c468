"""What is moved is all there afterwards, in the other place; until then it is all in the old one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.lake.care import care_once
from otasuke.lake.errors import BrokenFile, NotOurs, StoreUnreachable
from otasuke.lake.home import bind
from otasuke.lake.manifest import read_manifest
from otasuke.lake.moving import move
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.storage.binding import read_binding
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.s3 import ObjectStore
from otasuke.lake.verify import verify


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Settled and recent events of two tenants."""
    writer = RecentWriter(tmp_path)
    for number in range(4):
        send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number)]), (FUJI, f"b{number}", [event(number)]))
        writer.flush(NOON + timedelta(hours=number))
        care_once(tmp_path, now=NOON + timedelta(hours=number))
    return tmp_path


def records(lake: Path) -> list[list[int]]:
    return [sorted(one.record for one in LakeReader(lake, tenant).events()) for tenant in (SAKURA, FUJI)]


ALL = [[0, 1, 2, 3], [0, 1, 2, 3]]


def test_everything_is_there_afterwards_and_goes_on(lake: Path, bucket: str) -> None:
    before, told = read_manifest(lake, SAKURA), []

    files = move(lake, Place(bucket), advance=lambda *one: told.append(one))

    assert (files, told) == (6, [(FUJI, 3), (SAKURA, 3)])
    assert (read_manifest(lake, SAKURA), records(lake), list(verify(lake))) == (before, ALL, [])
    assert sorted(path.name for path in lake.iterdir()) == ["cache", "moved", "recent", "store.json"]
    assert bind(lake, Place(bucket)) == ""
    care_once(lake, now=NOON + timedelta(days=3))
    assert (records(lake), list(verify(lake))) == (ALL, [])


@pytest.mark.parametrize("name", ["write_new", "swap"])
def test_what_was_cut_short_is_where_it_was_and_gone_on_with(
    lake: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real, calls = getattr(ObjectStore, name), []

    def fail_later(store: ObjectStore, some):  # type: ignore[no-untyped-def]
        calls.append(some)
        if len(calls) == 5 or (name == "write_new" and len(calls) == 2):
            raise StoreUnreachable("s3://lake", "cannot be reached")
        return real(store, some)

    with monkeypatch.context() as broken:
        broken.setattr(ObjectStore, name, fail_later)
        with pytest.raises(StoreUnreachable):
            move(lake, Place(bucket))
    assert (read_binding(lake), records(lake)) == (None, ALL)

    move(lake, Place(bucket))
    assert (records(lake), list(verify(lake))) == (ALL, [])


def test_a_harmed_file_is_not_moved(lake: Path, bucket: str) -> None:
    path = lake / f"tenant={SAKURA}" / read_manifest(lake, SAKURA).files[0].name
    path.write_bytes(b"x")

    with pytest.raises(BrokenFile, match="has 1 bytes"):
        move(lake, Place(bucket))
    assert read_binding(lake) is None


def test_nothing_is_moved_where_a_lake_is(lake: Path, bucket: str, tmp_path: Path) -> None:
    bind(tmp_path / "other", Place(bucket))

    with pytest.raises(NotOurs, match="name another prefix"):
        move(lake, Place(bucket))
    with pytest.raises(NotOurs, match="in an object store already"):
        move(tmp_path / "other", Place(bucket, "new"))
