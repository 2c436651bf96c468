"""Every changed byte of a backup is found, also one of the list itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.sums import SUMS, SumsWriter, harms, is_complete, sha256_of

FILES = {"contents.json": b"{}", "lake/tenant=a/x.parquet": b"x" * 99, "folder/設定": b"", "database/a.dump": bytes(9)}


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    sums = SumsWriter(tmp_path)
    for name, data in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sums.add(name, sha256_of(path))
    sums.complete()
    return tmp_path


def found(backup: Path) -> list[tuple[str, str]]:
    return [(harm.name, harm.what) for harm in harms(backup) if harm is not None]


def test_a_whole_backup_has_no_harm(backup: Path) -> None:
    assert is_complete(backup)
    assert list(harms(backup)) == [None] * len(FILES)


def test_a_backup_is_complete_only_when_its_list_is_written(tmp_path: Path) -> None:
    sums = SumsWriter(tmp_path)
    sums.add("a", "0" * 64)

    sums.close()

    assert not is_complete(tmp_path)


def test_other_tools_can_check_it_too(backup: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("there is no sha256sum here")

    checked = subprocess.run([tool, "--check", "--strict", SUMS], cwd=backup, capture_output=True, check=False)

    assert checked.returncode == 0


@pytest.mark.parametrize("name", [name for name, data in FILES.items() if data])
def test_a_flipped_bit_is_found_in_its_file(backup: Path, name: str) -> None:
    data = bytearray((backup / name).read_bytes())
    data[-1] ^= 1
    (backup / name).write_bytes(data)

    assert found(backup) == [(name, "was changed after it was written: its checksum is another")]


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_of_the_list_is_found(backup: Path, position: int, bit: int) -> None:
    before = (backup / SUMS).read_bytes()
    data = bytearray(before)
    data[position % len(data)] ^= 1 << bit
    (backup / SUMS).write_bytes(data)
    try:
        assert found(backup)
    finally:
        (backup / SUMS).write_bytes(before)


@pytest.mark.parametrize("lines", [0, 1, 3])
def test_a_list_that_was_cut_is_found(backup: Path, lines: int) -> None:
    (backup / SUMS).write_text("".join((backup / SUMS).read_text().splitlines(keepends=True)[:lines]))

    assert {what for _, what in found(backup)} == {f"is not in {SUMS}: one of the two was changed"}


def test_a_missing_file_is_found(backup: Path) -> None:
    (backup / "database/a.dump").unlink()

    assert found(backup) == [("database/a.dump", "cannot be read: No such file or directory")]


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", ""])
def test_a_list_never_makes_us_read_outside_of_the_backup(backup: Path, name: str) -> None:
    with (backup / SUMS).open("a") as file:
        file.write(f"{'0' * 64}  {name}\n")

    assert found(backup) == [(name, f"is no name of a file of a backup: {SUMS} was changed")]


@pytest.mark.parametrize("name", ["a\nb", "a\\b"])
def test_a_name_that_cannot_stand_in_a_line_is_refused(tmp_path: Path, name: str) -> None:
    sums = SumsWriter(tmp_path)

    with pytest.raises(BackupError, match="its name holds a line break or a backslash"):
        sums.add(name, "0" * 64)

    sums.close()
