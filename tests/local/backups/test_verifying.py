"""Verifying a data folder finds a flipped byte in each of its parts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.backups.conftest import Original
from local.backups.full import settings_of
from otasuke.lake.errors import StoreUnreachable
from otasuke.local.backups.restoring import restore_backup
from otasuke.local.backups.verifying import verify_folder


@pytest.fixture(scope="module")
def restored(original: Original) -> Iterator[Path]:
    """A data folder that is stopped."""
    folder = original.folder.parent / "restored"
    restore_backup(original.made.backup, settings_of(folder), say=lambda _: None)
    yield folder
    shutil.rmtree(folder)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_sound_folder_has_no_problem(restored: Path) -> None:
    assert list(verify_folder(settings_of(restored), say=lambda _: None)) == []


@pytest.mark.parametrize(
    ("file", "at", "part"),
    [
        ("lake/tenant=fuji/*/*.parquet", 9, "lake"),
        ("lake/recent/*.parquet", 900, "lake"),
        ("nats/jetstream/$G/streams/DETECTIONS/msgs/*.blk", 70, "streams"),
        ("postgresql/base/5/1259", 9000, "database"),
    ],
)
def test_a_flipped_byte_is_found_in_its_part(restored: Path, file: str, at: int, part: str) -> None:
    harmed = next(restored.glob(file))
    flip(harmed, at)
    try:
        problems = list(verify_folder(settings_of(restored), say=lambda _: None))
    finally:
        flip(harmed, at)

    assert [one.part for one in problems] == [part]
    assert part != "lake" or problems[0].file == str(harmed)


def test_a_lake_that_cannot_be_reached_is_a_problem_and_the_rest_is_read(
    restored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Path) -> None:
        raise StoreUnreachable("s3://lake", "cannot be reached")

    said: list[str] = []
    monkeypatch.setattr("otasuke.local.backups.verifying.verify", away)

    (problem,) = verify_folder(settings_of(restored), say=said.append)
    assert (problem.part, problem.what) == (
        "lake",
        "s3://lake: cannot be reached; the events that are there were not read",
    )
    assert "reading the database …" in said
