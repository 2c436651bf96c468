"""Files are there as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from otasuke.lake.durable import locked, make_folder, write_all_durably, write_durably, write_new_durably


def test_many_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_all_durably([(tmp_path / name, name.encode()) for name in ("a", "b")])

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "a", "b": "b"}


def test_a_file_and_its_folder_are_on_the_disk_when_it_is_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[os.stat_result] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor)))

    make_folder(tmp_path / "x" / "y")
    write_durably(tmp_path / "x/y/a", b"1")

    paths = [tmp_path, tmp_path / "x", tmp_path / "x/y/a", tmp_path / "x/y"]
    assert [one.st_ino for one in synced] == [path.stat().st_ino for path in paths]


def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_durably(tmp_path / "a", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / "a", b"new")
    with pytest.raises(OSError, match="No space"):
        write_new_durably([(tmp_path / "b", b"new")])

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old"}


def test_new_files_are_taken_away_when_their_folder_could_not_be_put_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = os.fsync, [1]

    def fail_at_second(descriptor: int) -> None:
        if not left:
            raise OSError(5, "Input/output error")
        left.pop()
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fail_at_second)
    with pytest.raises(OSError, match="Input/output"):
        write_new_durably([(tmp_path / "a", b"new")])

    assert list(tmp_path.iterdir()) == []


def test_a_lock_makes_its_folder(tmp_path: Path) -> None:
    with locked(tmp_path / "x" / "y"):
        assert (tmp_path / "x" / "y").is_dir()
