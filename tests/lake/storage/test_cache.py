"""Copies are sound, do not take more room than they may, and stay as long as somebody reads them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from otasuke.lake.errors import BrokenFile, CacheFull
from otasuke.lake.storage.cache import Cache
from otasuke.lake.storage.port import Wanted

KIB = 1 << 10


def wanted(name: str, data: bytes) -> Wanted:
    return Wanted(name, len(data), hashlib.sha256(data).hexdigest())


class Fetched:
    """Files elsewhere; counts how often they are fetched."""

    def __init__(self) -> None:
        self.times = 0

    def of(self, data: bytes) -> Callable[[], bytes]:
        def fetch() -> bytes:
            self.times += 1
            return data

        return fetch


def names(cache: Cache) -> list[str]:
    return sorted(path.name for path in cache.folder.rglob("*") if path.is_file())


def test_a_file_is_fetched_once(tmp_path: Path) -> None:
    cache, fetched = Cache(tmp_path, most_bytes=KIB), Fetched()

    for _ in range(3):
        with cache.keep(wanted("a/x", b"one"), fetched.of(b"one"), shown="x") as path:
            assert path.read_bytes() == b"one"

    assert fetched.times == 1


@pytest.mark.parametrize("data", [b"onE", b"on", b"ones", b""])
def test_what_is_not_as_it_was_written_is_refused_and_not_kept(tmp_path: Path, data: bytes) -> None:
    cache = Cache(tmp_path, most_bytes=KIB)

    with (
        pytest.raises(BrokenFile, match=r"s3://b/x: (was changed|has \d bytes)"),
        cache.keep(wanted("a/x", b"one"), lambda: data, shown="s3://b/x"),
    ):
        pass
    assert names(cache) == []


def test_a_copy_that_was_cut_is_fetched_again(tmp_path: Path) -> None:
    cache, fetched = Cache(tmp_path, most_bytes=KIB), Fetched()
    (tmp_path / "x").write_bytes(b"o")

    with cache.keep(wanted("x", b"one"), fetched.of(b"one"), shown="x") as path:
        assert path.read_bytes() == b"one"


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    cache, data = Cache(tmp_path, most_bytes=3 * KIB), bytes(KIB)
    for at, name in enumerate(("a", "b", "c")):
        with cache.keep(wanted(name, data), lambda: data, shown=name) as path:
            pass
        os.utime(path, (at, at))
    with cache.keep(wanted("a", data), lambda: data, shown="a"):
        pass

    with cache.keep(wanted("d", data), lambda: data, shown="d"):
        pass

    assert names(cache) == ["a", "c", "d"]


def test_what_is_in_use_does_not_go_also_for_another_process(tmp_path: Path) -> None:
    cache, other, data = Cache(tmp_path, most_bytes=2 * KIB), Cache(tmp_path, most_bytes=2 * KIB), bytes(KIB)

    with cache.keep(wanted("a", data), lambda: data, shown="a") as path:
        for name in ("b", "c", "d"):
            with other.keep(wanted(name, data), lambda: data, shown=name):
                pass
        assert path.read_bytes() == data

    assert names(cache) == ["a", "d"]


def test_more_at_once_than_there_is_room_for_is_refused(tmp_path: Path) -> None:
    cache, data = Cache(tmp_path, most_bytes=2 * KIB), bytes(KIB)

    with ExitStack() as kept:
        for name in ("a", "b"):
            kept.enter_context(cache.keep(wanted(name, data), lambda: data, shown=name))
        with pytest.raises(CacheFull, match="OTASUKE_LAKE_CACHE_GB"):
            kept.enter_context(cache.keep(wanted("c", data), lambda: data, shown="c"))
    with cache.keep(wanted("c", data), lambda: data, shown="c"):
        assert len(names(cache)) == 2


def test_what_a_killed_process_left_by_half_makes_room_too(tmp_path: Path) -> None:
    (tmp_path / ".half.partial").write_bytes(bytes(KIB))
    cache, data = Cache(tmp_path, most_bytes=KIB), bytes(KIB)

    with cache.keep(wanted("a", data), lambda: data, shown="a"):
        assert names(cache) == ["a"]
