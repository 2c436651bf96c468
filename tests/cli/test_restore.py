"""`otasuke restore`: what it refuses, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.local.folder import HALF_RESTORED


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup that says little, and is whole but for one byte."""
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "contents.json").write_text(
        '{"format": 1, "version": "0", "taken_at": "2026-11-23T00:00:00+00:00", "databases": [], "streams": [], "files_bytes": 0}'
    )
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  contents.json\n")
    return folder


def test_a_harmed_backup_is_refused_and_the_file_is_named(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(backup), "--data", str(tmp_path / "new")]) == Exit.BAD_INPUT

    said = capsys.readouterr().err
    assert f"{backup / 'contents.json'} was changed after it was written" in said
    assert "Restore another backup" in said
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_refused(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").touch()

    assert main(["restore", str(backup), "--data", str(tmp_path / "new")]) == Exit.BAD_INPUT
    assert "is not empty" in capsys.readouterr().err


def test_a_backup_that_was_cut_short_is_refused(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (backup / "SHA256SUMS").unlink()

    assert main(["restore", str(backup), "--data", str(tmp_path / "new")]) == Exit.BAD_INPUT
    assert "is no whole backup: it was cut short" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["up", "backup", "verify", "restore"])
def test_a_folder_that_was_restored_in_part_is_used_by_nobody(
    backup: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "new"
    data.mkdir()
    (data / HALF_RESTORED).touch()
    arguments = {"backup": [str(tmp_path / "b")], "restore": [str(backup)]}.get(command, [])

    assert main([command, *arguments, "--data", str(data)]) == Exit.BAD_INPUT
    assert "holds what a restore left that was cut short" in capsys.readouterr().err
