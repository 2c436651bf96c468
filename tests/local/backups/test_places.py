"""A folder of backups: only whole ones count, old ones go, and two never write at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.places import backup_at, backups_in, drop_old, new_backup
from otasuke.local.backups.sums import SumsWriter

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def add(place: Path, at: datetime = NOON, *, is_whole: bool = True) -> None:
    with new_backup(place, at) as backup:
        sums = SumsWriter(backup)
        sums.complete() if is_whole else sums.close()


def test_backups_are_named_by_their_time_and_never_share_a_name(tmp_path: Path) -> None:
    for _ in range(3):
        add(tmp_path / "new")

    assert [path.name for path in backups_in(tmp_path / "new")] == [
        "20261123T120000Z",
        "20261123T120000Z-1",
        "20261123T120000Z-2",
    ]
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), new_backup(tmp_path, NOON) as backup:
        (backup / "missing" / "file").touch()

    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_what_a_kill_left_behind_is_no_backup_and_goes_at_the_next(tmp_path: Path) -> None:
    add(tmp_path)
    left = tmp_path / "20261124T120000Z.unfinished"
    (left / "lake").mkdir(parents=True)

    with pytest.raises(BackupError, match="it was cut short"):
        backup_at(left)
    assert backup_at(tmp_path).name == "20261123T120000Z"
    add(tmp_path)
    assert not left.exists()


def test_a_backup_without_its_list_is_never_taken_for_a_whole_one(tmp_path: Path) -> None:
    add(tmp_path, is_whole=False)
    (tmp_path / "20261123T120000Z" / "contents.json").touch()

    assert backups_in(tmp_path) == []
    with pytest.raises(BackupError, match=r"is no whole backup: it was cut short: there is no SHA256SUMS"):
        backup_at(tmp_path / "20261123T120000Z")


def test_where_there_is_no_backup_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no backup at"):
        backup_at(tmp_path / "none")
    with pytest.raises(BackupError, match="there is none in it"):
        backup_at(tmp_path)


def test_two_backups_into_one_folder_do_not_meet(tmp_path: Path) -> None:
    with new_backup(tmp_path, NOON), pytest.raises(BackupError, match="is under way"):
        add(tmp_path)


def test_the_oldest_go(tmp_path: Path) -> None:
    for day in range(1, 5):
        add(tmp_path, NOON.replace(day=day))
    (tmp_path / "20000101T000000Z-mine").mkdir()

    dropped = drop_old(tmp_path, keep=2)

    assert [path.name for path in dropped] == ["20261101T120000Z", "20261102T120000Z"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".lock",
        "20000101T000000Z-mine",
        "20261103T120000Z",
        "20261104T120000Z",
    ]
