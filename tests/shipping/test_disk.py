"""Files are whole or not there, and a folder has one holder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from otasuke.shipping.disk import PARTIAL, FolderInUse, held, write_durably

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"old")
    write_durably(tmp_path / "a", b"new")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_durably(tmp_path / "a", b"old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_durably(tmp_path / "a", b"new")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]
    assert not (tmp_path / f"a{PARTIAL}").exists()


def test_a_folder_is_held_by_one_process(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom otasuke.shipping.disk import held\n"
        "with held(Path(sys.argv[1])):\n print('held', flush=True)\n input()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "state")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(FolderInUse, match="another `otasuke ship` uses"), held(tmp_path / "state"):
            pass
        other.kill()
        other.wait()

        with held(tmp_path / "state"):
            assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
