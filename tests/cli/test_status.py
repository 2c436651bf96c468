"""`otasuke status` in words: what runs, what does not, what to do."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.local.folder import held
from otasuke.local.nats import Nats
from otasuke.pipeline.processes.report import Report, write_report


def write(folder: Path, **service: object) -> None:
    """The state of one service, which is this process unless something else is said."""
    mine = {
        "name": "Gateway",
        "pid": os.getpid(),
        "began_s": psutil.Process().create_time() - psutil.boot_time(),
        "restarts": 0,
        "problem": "",
        "stop_signal": 15,
    }
    (folder / "state.json").write_text(json.dumps({"at": 0, "services": [mine | service]}))


@pytest.fixture(autouse=True)
def engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is expected to run but what a test writes down."""
    monkeypatch.setattr("otasuke.local.condition.services", lambda _: [])


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is half full, whatever the one of the tests is."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total=100 << 30, free=50 << 30))


class Usage(NamedTuple):
    total: int
    free: int


def test_where_nothing_runs_it_says_how_to_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, pid=None, created_at=None)

    assert main(["status", "--data", str(tmp_path)]) == Exit.UNWELL
    assert capsys.readouterr().out == f"otasuke is not running on {tmp_path}.\nStart it with `otasuke up`.\n"


def test_what_runs_is_named_with_its_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, restarts=2)

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    assert code == Exit.OK
    assert f"Gateway runs (process {os.getpid()}, started again 2 times)." in capsys.readouterr().out


def test_what_does_not_run_is_named_with_its_reason_and_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, pid=None, began_s=None, problem="ended with 1")

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == Exit.UNWELL
    assert "Gateway does not run: ended with 1." in said
    assert str(tmp_path / "log" / "gateway.log") in said


def test_programs_get_the_same_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)

    with held(tmp_path):
        main(["status", "--data", str(tmp_path), "--format", "json"])

    said = json.loads(capsys.readouterr().out)
    assert (said["up"], said["well"], said["services"][0]["runs"]) == (True, True, True)
    assert (said["services"][0]["ready"], said["services"][0]["problem"]) == (True, "")
    assert (said["disk"]["is_full"], said["disk"]["free_bytes"]) == (False, 50 << 30)


def test_what_a_killed_service_left_behind_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)

    assert main(["status", "--data", str(tmp_path)]) == Exit.UNWELL
    said = capsys.readouterr().out
    assert "Gateway still runs, left behind by a service that was killed.\n  `otasuke up` stops it" in said


def test_an_engine_that_runs_and_does_not_answer_is_not_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, name="NATS")
    monkeypatch.setattr("otasuke.local.condition.services", lambda _: [Nats(tmp_path).service()])

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    assert code == Exit.UNWELL
    said = capsys.readouterr().out
    assert (
        f"NATS runs, but does not answer yet.\n  After a crash it may need minutes. If it stays so, its log says why. {tmp_path}"
        in said
    )


def test_a_service_that_only_begins_is_not_well_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otasuke.local.condition.services", lambda _: [Nats(tmp_path).service()])

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    assert code == Exit.UNWELL
    assert "NATS does not run yet.\n  Look again in a moment.\n" in capsys.readouterr().out


def test_engines_of_others_are_asked_and_their_passwords_are_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTASUKE_DATABASE_URL", "postgresql://u:himitsu@127.0.0.1:9/x")
    monkeypatch.setenv("OTASUKE_NATS_URL", "nats://himitsu@127.0.0.1:9")

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == Exit.UNWELL
    assert "PostgreSQL at 127.0.0.1:9 cannot be used: " in said
    assert "NATS at 127.0.0.1:9 cannot be used: " in said
    assert "does OTASUKE_NATS_URL name it rightly" in said
    assert "himitsu" not in said


def test_a_full_disk_is_said_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total=100 << 30, free=1 << 30))

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == Exit.UNWELL
    assert f"The disk of {tmp_path} is nearly full: 1,024 MiB (1%) are free.\n  Make room: " in said


def test_a_folder_of_another_user_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(tmp_path / "otasuke.lock"))

    monkeypatch.setattr("otasuke.local.folder.is_held", refuse)

    assert main(["status", "--data", str(tmp_path)]) == Exit.UNWELL
    assert f"{tmp_path / 'otasuke.lock'} is not for you to read\nAsk as the user" in capsys.readouterr().err


def test_what_the_processes_report_is_said_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)
    report = Report(
        "worker-0", os.getpid(), now, now, is_ready=True, lag_s=600.0, rules=5, faulty=1, faults=("a\x1b.yml",)
    )
    write(tmp_path, name="worker-0")
    (tmp_path / "pipeline").mkdir()
    write_report(tmp_path / "pipeline", report)

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])
        said = capsys.readouterr().out
        main(["status", "--data", str(tmp_path), "--format", "json"])
        told = json.loads(capsys.readouterr().out)

    assert code == Exit.UNWELL
    assert "worker-0 lags: what it looks at came 10 minutes ago.\n  Nothing is lost" in said
    assert "1 rule is NOT in use" in said
    assert "\x1b" not in said
    assert (told["well"], told["reports"][0]["lag_s"]) == (False, 600.0)
    assert any(one["is_wrong"] for one in told["remarks"])


def test_what_a_process_said_that_has_died_is_not_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)
    write(tmp_path, name="worker-0")
    (tmp_path / "pipeline").mkdir()
    write_report(tmp_path / "pipeline", Report("worker-0", os.getpid() + 1, now, now, is_ready=True, lag_s=600.0))

    with held(tmp_path):
        code = main(["status", "--data", str(tmp_path)])

    assert code == Exit.OK
    assert "lags" not in capsys.readouterr().out
