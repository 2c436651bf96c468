"""Compaction, retention and deletion change no event that should stay; verify finds a flipped bit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event
from otasuke.lake.care import compact, delete_dropped, retain
from otasuke.lake.manifest import read_manifest, tenant_folder
from otasuke.lake.reader import LakeReader
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
    assert (parquet_files(lake), read_manifest(tenant_folder(lake, SAKURA)).dropped) == (2, ())
    assert records(lake) == [0, 1, 2, 3, 4, 5]


def test_old_days_go_and_newer_ones_stay(lake: Path) -> None:
    assert retain(lake, SAKURA, since=(NOON + timedelta(days=1)).date(), now=NOON) == 3

    assert records(lake) == [1, 3, 5]
    assert retain(lake, SAKURA, since=NOON.date(), now=NOON) == 0
