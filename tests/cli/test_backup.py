"""`otasuke backup`, as a user runs it."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from sysconfig import get_path
from typing import Any

import pytest

from cli.test_up import ENVIRONMENT, OTASUKE, SOURCE, up
from lake.cast import SAKURA, event
from local.backups.full import settings_of, sql
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.lake.reader import LakeReader
from otasuke.lake.writer import LakeWriter


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def otasuke(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*OTASUKE, *map(str, arguments)], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )


def test_what_was_saved_while_the_service_ran_comes_back(folder: Path) -> None:
    data, backups, restored = folder / "data", folder / "backups", folder / "restored"
    with up(data):
        sql(settings_of(data), "create table customers (name text); insert into customers values ('株式会社さくら')")
        writer = LakeWriter(data / "lake", SAKURA)
        writer.add("b1", [event(1)])
        writer.flush()

        made = otasuke("backup", backups, "--data", data, "--file", folder / "b.tar")
        whole = otasuke("verify", backups)
        sound = otasuke("verify", "--data", data)

    packed = otasuke("verify", folder / "b.tar")
    filled = otasuke("restore", folder / "b.tar", "--data", restored)
    with up(restored):
        names = sql(settings_of(restored), "select name from customers")

    (backup,) = (path for path in backups.iterdir() if path.is_dir())
    assert (made.returncode, whole.returncode, sound.returncode, packed.returncode, filled.returncode) == (Exit.OK,) * 5
    assert f"Backup {backup} is whole: 1 databases, " in made.stdout
    assert ", 1 files of the lake" in made.stdout
    assert f"All of it is in {folder / 'b.tar'} too" in made.stdout
    assert "It is on the same disk as the data" in made.stdout
    assert packed.stdout == f"{folder / 'b.tar'}: every byte is as it was written.\n"
    assert whole.stdout == f"{backup}: every byte is as it was written.\n"
    assert f"{restored} is as it was on " in filled.stdout
    assert names == "株式会社さくら"
    assert [one.record for one in LakeReader(restored / "lake", SAKURA).events()] == [1]
    assert all(path.stat().st_mode & 0o077 == 0 for path in backup.rglob("*") if "lake" not in path.parts)


def test_only_so_many_are_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with up(folder / "data"):
        codes = [main(["backup", str(folder / "b"), "--data", str(folder / "data"), "--keep", "2"]) for _ in range(3)]

    assert codes == [Exit.OK] * 3
    assert len([path for path in (folder / "b").iterdir() if path.is_dir()]) == 2
    assert "Deleted " in capsys.readouterr().out


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_keeping_no_backup_is_a_wrong_call(tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["backup", str(tmp_path), "--keep", number])

    assert "is no number of backups: 1 or more" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "words"), [("data/b.tar", "is inside of the data folder"), ("none/b.tar", "cannot be"), (".", "cannot be")]
)
def test_a_file_that_cannot_be_written_is_said_first(
    tmp_path: Path, file: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    asked = ["backup", str(tmp_path / "b"), "--data", str(tmp_path / "data"), "--file", str(tmp_path / file)]

    assert main(asked) == Exit.BAD_INPUT
    assert words in capsys.readouterr().err
    assert not (tmp_path / "b").exists()


def test_where_there_is_nothing_to_save_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "b"), "--data", str(tmp_path / "none")]) == Exit.BAD_INPUT
    assert f"there is no data folder at {tmp_path / 'none'}\nName it with --data.\n" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTASUKE_DATABASE_URL", "postgresql://127.0.0.1:9/x")
    monkeypatch.setenv("OTASUKE_NATS_URL", "nats://127.0.0.1:9")
    (tmp_path / "data").mkdir()
    (tmp_path / "file").touch()

    assert main(["backup", str(tmp_path / "file"), "--data", str(tmp_path / "data")]) == Exit.BAD_INPUT
    assert f"{tmp_path / 'file'}: File exists" in capsys.readouterr().err


def test_engines_of_others_that_do_not_answer_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTASUKE_DATABASE_URL", "postgresql://u:himitsu@127.0.0.1:9/x")
    monkeypatch.setenv("OTASUKE_NATS_URL", "nats://127.0.0.1:9")
    (tmp_path / "data").mkdir()

    assert main(["backup", str(tmp_path / "b"), "--data", str(tmp_path / "data")]) == Exit.BAD_INPUT
    said = capsys.readouterr().err
    assert "PostgreSQL: " in said
    assert "himitsu" not in said


def test_an_ordinary_user_can_run_engines_and_save_what_is_in_them(folder: Path) -> None:
    """Where the tests run as root; elsewhere all of them show it."""
    if os.geteuid() != 0:
        pytest.skip("the tests run as an ordinary user")
    nobody = pwd.getpwnam("nobody")
    # A virtual environment below /root is closed to others: then the system's Python, with the same packages.
    paths = {"PYTHONPATH": f"{SOURCE}:{get_path('purelib')}", "PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
    options = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": [], "env": ENVIRONMENT | paths, "cwd": folder}
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    python = next((one for one in (sys.executable, system) if _imports_otasuke(one, options)), None)
    if python is None:
        pytest.skip("the account nobody cannot enter the folder of Python or of the checkout")
    (folder / "data").mkdir()
    for path in (folder, folder / "data"):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)

    for command in ("backup b --data data", "restore b --data new", "verify --data new"):
        line = [python, "-m", "otasuke", *command.split()]
        done = subprocess.run(line, capture_output=True, text=True, check=False, **options)
        assert (done.returncode, command) == (Exit.OK, command), done.stderr

    assert {path.owner() for path in (folder / "new").iterdir()} == {"nobody"}


def _imports_otasuke(python: str, options: dict[str, Any]) -> bool:
    try:
        tried = subprocess.run([python, "-c", "import otasuke, pyarrow"], capture_output=True, check=False, **options)
    except OSError:
        return False
    return tried.returncode == 0
