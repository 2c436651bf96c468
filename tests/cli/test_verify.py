"""`otasuke verify`, of backups: says which file was harmed, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.local.backups.sums import SumsWriter, sha256_of


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    folder = tmp_path / "20261123T120000Z"
    folder.mkdir()
    (folder / "a.dump").write_bytes(b"x" * 99)
    sums = SumsWriter(folder)
    sums.add("a.dump", sha256_of(folder / "a.dump"))
    sums.complete()
    return folder


def test_a_whole_backup_is_called_so(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(backup.parent)]) == Exit.OK
    assert capsys.readouterr().out == f"{backup}: every byte is as it was written.\n"


def test_a_flipped_byte_is_found_and_named(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (backup / "a.dump").write_bytes(b"x" * 98 + b"y")

    assert main(["verify", str(backup)]) == Exit.UNWELL
    said = capsys.readouterr().out
    assert said.startswith(f"{backup / 'a.dump'} was changed after it was written: its checksum is another\n")
    assert "Delete the files that are named and take a new backup" in said


def test_programs_get_the_same_as_json(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (backup / "a.dump").unlink()

    assert main(["verify", str(backup), "--format", "json"]) == Exit.UNWELL
    said = json.loads(capsys.readouterr().out)
    assert (said["verified"], said["well"]) == (str(backup), False)
    assert said["problems"] == [
        {
            "part": "backup",
            "file": str(backup / "a.dump"),
            "problem": "cannot be read: No such file or directory",
        }
    ]


def test_what_is_no_backup_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "none")]) == Exit.BAD_INPUT
    assert f"there is no backup at {tmp_path / 'none'}" in capsys.readouterr().err
