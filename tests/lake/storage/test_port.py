"""What the lake relies on, of each place where it can be."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from otasuke.lake.errors import LakeError
from otasuke.lake.storage.cache import Cache
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.port import Content, Store, Swap, Wanted
from otasuke.lake.storage.s3 import ObjectStore

FILE, OTHER = "tenant=sakura/day=2026-11-23/a.parquet", "tenant=fuji/day=2026-11-23/a.parquet"
MANIFEST = "tenant=sakura/manifest.json"


@pytest.fixture(params=["folder", "s3", "s3, with a prefix"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path)
    bucket = request.getfixturevalue("bucket")
    place = Place(bucket, "" if request.param == "s3" else "otasuke/lake")
    return ObjectStore(place, Cache(tmp_path / "cache", most_bytes=1 << 20))


def wanted(name: str, data: bytes) -> Wanted:
    return Wanted(name, len(data), hashlib.sha256(data).hexdigest())


def content(store: Store, name: str) -> Content:
    (found,) = store.read_many([name])
    assert found is not None
    return found


def test_what_was_written_is_read_back_and_on_the_disk_while_it_is_kept(store: Store) -> None:
    store.write_new([(FILE, b"one"), (OTHER, b"two")])

    with store.keep(wanted(FILE, b"one")) as path, store.keep(wanted(OTHER, b"two")) as other:
        assert (path, path.read_bytes(), other.read_bytes()) == (store.root / FILE, b"one", b"two")
    assert (store.read(FILE), store.read(OTHER)) == (b"one", b"two")


def test_what_is_not_there_is_told_apart_from_what_cannot_be_read(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.read(FILE)
    assert list(store.read_many([MANIFEST, FILE])) == [None, None]


def test_folders_and_files_are_listed(store: Store) -> None:
    assert (store.folders(), list(store.listed("tenant=sakura"))) == ([], [])
    store.write_new([(FILE, b"one"), (OTHER, b"two")])
    store.swap([Swap(MANIFEST, b"{}", None)])

    assert store.folders() == ["tenant=fuji", "tenant=sakura"]
    (listed,) = store.listed("tenant=sakura")
    assert listed.name == FILE
    assert abs(datetime.now(UTC) - listed.written_at) < timedelta(hours=1)


def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_error(store: Store) -> None:
    store.write_new([(FILE, b"one"), (OTHER, b"two")])

    store.delete([FILE])
    store.delete([FILE])
    store.delete([])

    with pytest.raises(FileNotFoundError):
        store.read(FILE)
    assert store.read(OTHER) == b"two"


def test_a_swap_is_made_only_by_who_has_seen_what_is_there(store: Store) -> None:
    first, again = Swap(MANIFEST, b"1", None), Swap(MANIFEST, b"x", None)
    assert (store.swap([first]), store.swap([again])) == (frozenset(), {MANIFEST})
    seen = content(store, MANIFEST)
    assert seen.data == b"1"

    assert store.swap([Swap(MANIFEST, b"2", seen.mark)]) == frozenset()
    assert store.swap([Swap(MANIFEST, b"x", seen.mark)]) == {MANIFEST}
    assert content(store, MANIFEST).data == b"2"


def test_a_swap_of_what_is_not_there_is_not_made(store: Store) -> None:
    store.swap([Swap(MANIFEST, b"1", None)])
    mark = content(store, MANIFEST).mark

    assert store.swap([Swap("tenant=fuji/manifest.json", b"x", mark)]) == {"tenant=fuji/manifest.json"}


def test_of_several_swaps_each_is_made_or_not_by_itself(store: Store) -> None:
    names = [f"tenant=t{number}/manifest.json" for number in range(40)]
    store.swap([Swap(names[7], b"first", None)])

    assert store.swap([Swap(name, b"second", None) for name in names]) == {names[7]}
    found = [one.data if one else b"" for one in store.read_many(names)]
    assert found == [b"first" if name == names[7] else b"second" for name in names]


def test_who_swap_at_the_same_time_overwrite_nobody(store: Store) -> None:
    store.swap([Swap(MANIFEST, b"0", None)])

    def count_up(_: int) -> int:
        tries = 1
        while True:
            seen = content(store, MANIFEST)
            if not store.swap([Swap(MANIFEST, str(int(seen.data) + 1).encode(), seen.mark)]):
                return tries
            tries += 1

    with ThreadPoolExecutor(4) as pool:
        tries = list(pool.map(count_up, range(20)))

    assert content(store, MANIFEST).data == b"20"
    assert len(tries) == 20


def test_a_file_that_is_gone_cannot_be_kept_or_read(store: Store) -> None:
    with pytest.raises((LakeError, FileNotFoundError)), store.keep(wanted(FILE, b"one")) as path:
        path.read_bytes()


def test_where_a_file_is_can_be_told(store: Store) -> None:
    assert store.shown(FILE).endswith(f"/{FILE}")
    assert not store.shown("").endswith("/")
