"""Compaction, retention and deletion change no event that should stay; verify finds a flipped bit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from lake.test_recent_writer import fail_at_call
from otasuke.lake import care
from otasuke.lake.care import Cared, care_once, compact, delete_dropped, retain
from otasuke.lake.errors import BrokenFile
from otasuke.lake.manifest import read_manifest, tenant_folder
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.verify import verify
from otasuke.lake.writer import LakeWriter

DAYS_LATER = NOON + timedelta(days=3)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two days with three small files each."""
    for number in range(6):
        writer = LakeWriter(tmp_path, SAKURA)
        values = {"Image": ("a", "b")} if number == 1 else {}
        writer.add(f"b{number}", [event(number, time=NOON + timedelta(days=number % 2), **values)])
        writer.flush()
    return tmp_path


def records(lake: Path) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, SAKURA).events())


def parquet_files(lake: Path) -> int:
    return len(list(lake.glob("**/*.parquet")))


def test_small_files_of_a_day_become_one(lake: Path) -> None:
    assert compact(lake, SAKURA, now=DAYS_LATER) == 6

    assert records(lake) == [0, 1, 2, 3, 4, 5]
    assert len(LakeReader(lake, SAKURA).files()) == 2
    assert compact(lake, SAKURA, now=DAYS_LATER) == 0


def test_a_batch_is_known_also_after_compaction(lake: Path) -> None:
    compact(lake, SAKURA, now=DAYS_LATER)
    writer = LakeWriter(lake, SAKURA)
    writer.add("b3", [event(3)])

    writer.flush()

    assert records(lake) == [0, 1, 2, 3, 4, 5]


def test_dropped_files_stay_for_those_who_still_read_them(lake: Path) -> None:
    reading = LakeReader(lake, SAKURA).events()
    first = next(reading)
    compact(lake, SAKURA, now=DAYS_LATER)

    too_early = delete_dropped(lake, SAKURA, now=DAYS_LATER + timedelta(minutes=59))

    assert (too_early, parquet_files(lake)) == (0, 8)
    assert 1 + len(list(reading)) == 6
    assert first.record in range(6)
    assert delete_dropped(lake, SAKURA, now=DAYS_LATER + timedelta(hours=1)) == 6
    assert (parquet_files(lake), read_manifest(lake, SAKURA).dropped) == (2, ())
    assert records(lake) == [0, 1, 2, 3, 4, 5]


def test_old_days_go_and_newer_ones_stay(lake: Path) -> None:
    assert retain(lake, SAKURA, since=(NOON + timedelta(days=1)).date(), now=NOON) == 3

    assert records(lake) == [1, 3, 5]
    assert retain(lake, SAKURA, since=NOON.date(), now=NOON) == 0


def test_the_files_of_a_day_are_left_until_it_is_over_or_they_make_a_large_one(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_early = compact(lake, SAKURA, now=NOON + timedelta(days=1))
    monkeypatch.setattr(care, "LARGE_ENOUGH_ROWS", 3)
    enough = compact(lake, SAKURA, now=NOON + timedelta(days=1))

    assert (too_early, enough) == (0, 6)
    assert records(lake) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("limit", "value"), [("LARGEST_ROWS", 2), ("LARGEST_BYTES", 15_000)])
def test_files_are_joined_only_as_far_as_they_fit(
    lake: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    size_bytes = LakeReader(lake, SAKURA).files()[0].size_bytes
    monkeypatch.setattr(care, limit, value if limit == "LARGEST_ROWS" else 2.5 * size_bytes)

    assert compact(lake, SAKURA, now=DAYS_LATER) == 4
    assert sorted(file.rows for file in LakeReader(lake, SAKURA).files()) == [1, 1, 2, 2]


def test_a_harmed_file_is_not_joined_and_so_keeps_its_old_checksum(lake: Path) -> None:
    harmed = lake / tenant_folder(SAKURA) / LakeReader(lake, SAKURA).files()[0].name
    data = bytearray(harmed.read_bytes())
    data[len(data) // 3] ^= 1
    harmed.write_bytes(data)

    with pytest.raises(BrokenFile, match="checksum is another"):
        compact(lake, SAKURA, now=DAYS_LATER)

    assert [one.name for one in verify(lake)] == [harmed.relative_to(lake / tenant_folder(SAKURA)).as_posix()]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_fails_while_files_are_joined_leaves_everything_as_it_was(
    lake: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    failures = 0
    while True:
        with monkeypatch.context() as patch:
            fail_at_call(patch, call, failures)
            try:
                compact(lake, SAKURA, now=DAYS_LATER)
                break
            except OSError:
                failures += 1
        assert (records(lake), list(verify(lake))) == ([0, 1, 2, 3, 4, 5], [])

    assert failures > 2
    assert len(LakeReader(lake, SAKURA).files()) == 2


def test_names_of_batches_are_forgotten_after_a_day(lake: Path) -> None:
    came = NOON + timedelta(hours=12)

    delete_dropped(lake, SAKURA, now=came + timedelta(days=1))
    known = read_manifest(lake, SAKURA).batches()
    delete_dropped(lake, SAKURA, now=came + timedelta(days=1, seconds=1))

    assert len(known) == 6
    assert read_manifest(lake, SAKURA).batches() == frozenset()
    assert records(lake) == [0, 1, 2, 3, 4, 5]


def test_care_does_everything_for_everybody_and_says_what_it_did(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    for number in range(4):
        at = NOON + timedelta(hours=number)
        old = event(10 + number, time=NOON - timedelta(days=9))
        send(writer, f"m{number}", *((one, f"b{number}", [event(number), old]) for one in (SAKURA, FUJI)))
        writer.flush(at)
    keep = {SAKURA: (NOON - timedelta(days=1)).date(), FUJI: None}.get

    first = care_once(tmp_path, now=NOON + timedelta(hours=2), retention=keep)
    second = care_once(tmp_path, now=DAYS_LATER, retention=keep)
    third = care_once(tmp_path, now=DAYS_LATER + timedelta(hours=1), retention=keep)

    # Six files are joined: one day of Sakura, two of Fuji.
    assert first == Cared(settled_segments=2, settled_rows=8)
    assert second == Cared(settled_segments=2, settled_rows=8, joined_files=6, deleted_files=2)
    assert third == Cared(deleted_files=8)
    assert records(tmp_path) == [0, 1, 2, 3]
    assert sorted(one.record for one in LakeReader(tmp_path, FUJI).events()) == [0, 1, 2, 3, 10, 11, 12, 13]
    assert list(verify(tmp_path)) == []
    assert parquet_files(tmp_path) == 3


def test_care_drops_what_became_too_old_and_goes_on_after_a_tenant_that_is_broken(lake: Path) -> None:
    (lake / tenant_folder(FUJI)).mkdir()
    (lake / tenant_folder(FUJI) / "manifest.json").write_text("{")

    cared = care_once(lake, now=NOON, retention=lambda _: (NOON + timedelta(days=1)).date())

    assert (cared.retired_files, records(lake)) == (3, [1, 3, 5])
    assert [one.startswith("fuji: ") for one in cared.problems] == [True]
