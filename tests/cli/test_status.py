"""`otasuke status` in words: what runs, what does not, what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psutil
import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.local.folder import held


def write(folder: Path, **service: object) -> None:
    """The state of one service, which is this process unless something else is said."""
    mine = {
        "name": "NATS",
        "pid": os.getpid(),
        "created_at": psutil.Process().create_time(),
        "restarts": 0,
        "problem": "",
        "stop_signal": 15,
    }
    (folder / "state.json").write_text(json.dumps({"at": 0, "services": [mine | service]}))


def test_where_nothing_runs_it_says_how_to_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)

    assert main(["status", "--data", str(tmp_path)]) == Exit.UNWELL
    assert capsys.readouterr().out == f"otasuke is not running on {tmp_path}.\nStart it with `otasuke up`.\n"


def test_what_runs_is_named_with_its_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, restarts=2)

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    assert code == Exit.OK
    assert f"NATS runs (process {os.getpid()}, started again 2 times)." in capsys.readouterr().out


def test_what_does_not_run_is_named_with_its_reason_and_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, pid=None, created_at=None, problem="ended with 1")

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == Exit.UNWELL
    assert "NATS does not run: ended with 1." in said
    assert str(tmp_path / "log" / "nats.log") in said


def test_programs_get_the_same_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)

    with held(tmp_path):
        main(["status", "--data", str(tmp_path), "--format", "json"])

    said = json.loads(capsys.readouterr().out)
    assert (said["up"], said["well"], said["services"][0]["runs"]) == (True, True, True)
