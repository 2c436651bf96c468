"""Where the lake is, is decided once; it is nobody's second home, and never silently an empty one."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event, send
from otasuke.lake.errors import NotOurs, StoreUnreachable
from otasuke.lake.home import adopt, bind
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle
from otasuke.lake.storage.binding import owner_in, read_binding, store_of
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.s3 import ObjectStore
from otasuke.lake.verify import verify
from otasuke.lake.writer import LakeWriter

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def place(bucket: str) -> Place:
    return Place(bucket, "lake")


def write(lake: Path, number: int) -> None:
    writer = RecentWriter(lake)
    send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number)]))
    writer.flush(NOON)


def records(lake: Path) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, SAKURA).events())


def cache_bytes(lake: Path) -> int:
    binding = read_binding(lake)
    assert binding is not None
    return binding.cache_bytes


def away(*_: object) -> None:
    raise StoreUnreachable("s3://lake", "cannot be reached")


def test_without_a_setting_nothing_changes(tmp_path: Path) -> None:
    assert bind(tmp_path / "lake", None) == ""
    assert not (tmp_path / "lake").exists()


def test_a_lake_is_made_once_and_found_again_also_without_the_setting(tmp_path: Path, place: Place) -> None:
    assert [bind(tmp_path, one) for one in (place, place, None)] == ["", "", ""]

    binding = read_binding(tmp_path)
    assert binding is not None
    assert (binding.place, binding.is_made, owner_in(store_of(tmp_path))) == (place, True, binding.owner)
    assert (tmp_path / "recent/manifest.json").exists(), "who writes must not have to ask the store"


def test_how_large_the_cache_may_be_is_changed_at_a_start(tmp_path: Path, place: Place) -> None:
    bind(tmp_path, place, cache_bytes=1 << 30)
    bind(tmp_path, place)
    assert cache_bytes(tmp_path) == 1 << 30

    bind(tmp_path, place, cache_bytes=2 << 30)
    assert cache_bytes(tmp_path) == 2 << 30


def test_events_that_are_in_the_folder_are_not_hidden_by_a_setting(tmp_path: Path, place: Place) -> None:
    writer = LakeWriter(tmp_path, SAKURA)
    writer.add("b", [event(1)])
    writer.flush()

    with pytest.raises(NotOurs, match="`otasuke lake move` brings them there"):
        bind(tmp_path, place)
    assert records(tmp_path) == [1]


def test_another_place_is_refused(tmp_path: Path, place: Place) -> None:
    bind(tmp_path, place)

    with pytest.raises(NotOurs, match=r"are in s3://.*take the setting back"):
        bind(tmp_path, Place(place.bucket, "other"))


def test_a_second_data_folder_does_not_get_the_lake_by_accident(tmp_path: Path, place: Place) -> None:
    bind(tmp_path / "one", place)

    with pytest.raises(NotOurs, match=r"belongs to another data folder.*otasuke lake adopt"):
        bind(tmp_path / "two", place)
    assert read_binding(tmp_path / "two") is None


def test_a_first_start_needs_the_store_a_later_one_does_not(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(ObjectStore, "read_many", away)
        with pytest.raises(StoreUnreachable):
            bind(tmp_path / "one", place)
    assert bind(tmp_path / "one", place) == ""

    bind(tmp_path / "two", Place(place.bucket, "two"))
    monkeypatch.setattr(ObjectStore, "read_many", away)
    assert bind(tmp_path / "two", None) == "s3://lake: cannot be reached"


def test_a_first_start_that_was_cut_short_is_gone_on_with(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("otasuke.lake.home.change_recent", away)
        with pytest.raises(StoreUnreachable):
            bind(tmp_path, place)

    assert bind(tmp_path, place) == ""


def test_who_adopts_a_lake_sees_what_is_in_it_and_what_comes(tmp_path: Path, place: Place) -> None:
    bind(tmp_path / "old", place)
    for number in (1, 2, 3):
        write(tmp_path / "old", number)
    settle(tmp_path / "old", now=LATER)

    assert adopt(tmp_path / "new", place) == place
    write(tmp_path / "new", 4)
    assert records(tmp_path / "new") == [1, 2, 3, 4]
    settle(tmp_path / "new", now=LATER)

    assert (records(tmp_path / "new"), list(verify(tmp_path / "new"))) == ([1, 2, 3, 4], [])


def test_who_had_it_before_may_only_read(tmp_path: Path, place: Place) -> None:
    bind(tmp_path / "old", place)
    write(tmp_path / "old", 1)
    adopt(tmp_path / "new", place)

    for again in (lambda: settle(tmp_path / "old", now=LATER), lambda: bind(tmp_path / "old", place)):
        with pytest.raises(NotOurs, match="belongs to another data folder"):
            again()
    assert records(tmp_path / "old") == [1]


def test_what_the_owner_before_still_settles_hides_nothing(tmp_path: Path, place: Place) -> None:
    """He may be in the middle of it: segments of his get into the store under numbers that we did not know of."""
    bind(tmp_path / "old", place)
    shutil.copytree(tmp_path / "old", tmp_path / "late")
    adopt(tmp_path / "new", place)
    write(tmp_path / "new", 5)
    late = read_binding(tmp_path / "new")
    assert late is not None
    shutil.copy(tmp_path / "new/store.json", tmp_path / "late/store.json")
    for number in range(3):
        write(tmp_path / "late", number)
    settle(tmp_path / "late", now=LATER)

    assert records(tmp_path / "new") == [0, 1, 2, 5]


def test_an_adoption_that_was_cut_short_is_done_again(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(tmp_path / "old", place)
    with monkeypatch.context() as broken:
        broken.setattr("otasuke.lake.home.catch_up_with_settled", away)
        with pytest.raises(StoreUnreachable):
            adopt(tmp_path / "new", place)
        with pytest.raises(NotOurs, match="otasuke lake adopt"):
            bind(tmp_path / "new", place)

    adopt(tmp_path / "new")
    assert bind(tmp_path / "new", place) == ""


def test_where_there_is_no_lake_there_is_nothing_to_adopt(tmp_path: Path, place: Place) -> None:
    with pytest.raises(NotOurs, match=r"there is no lake in s3://.*lake\.json is missing"):
        adopt(tmp_path, place)
    with pytest.raises(NotOurs, match="is in the folder itself"):
        adopt(tmp_path)
