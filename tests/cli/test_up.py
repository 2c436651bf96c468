"""`otasuke up`, as a user runs it: real engines, real signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main

OTASUKE = (sys.executable, "-m", "otasuke")
SOURCE = str(Path(__file__).resolve().parents[2] / "src")
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in ("OTASUKE_DATABASE_URL", "OTASUKE_NATS_URL")
} | {"PYTHONPATH": SOURCE}
# Several tests run at once, so every door is on a port that is free.
ENVIRONMENT |= {
    f"OTASUKE_{door}_LISTEN": "127.0.0.1:0" for door in ("HTTP", "SYSLOG", "SYSLOG_TLS", "FLUENT", "METRICS")
}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def up(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A service that is ready."""
    process = subprocess.Popen(
        [*OTASUKE, "up", "--data", str(folder)], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    try:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if "Ctrl-C stops it" in line:
                break
        assert "PostgreSQL is ready" in "".join(lines), lines
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def status(folder: Path) -> dict[str, dict[str, object]]:
    """The services by name, as `otasuke status` has them."""
    command = [*OTASUKE, "status", "--data", str(folder), "--format", "json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT).stdout
    return {service["name"]: service for service in json.loads(printed)["services"]}


def wait_for(folder: Path, name: str, *, restarts: int) -> dict[str, object]:
    deadline = time.monotonic() + 20
    while True:
        service = status(folder)[name]
        if service["runs"] and service["restarts"] == restarts:
            return service
        assert time.monotonic() < deadline, service
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_told_to_stop_leaves_nothing_behind(folder: Path, number: signal.Signals) -> None:
    with up(folder) as process:
        pids = [service["pid"] for service in status(folder).values()]
        process.send_signal(number)
        _, said = process.communicate(timeout=30)

    assert process.returncode == Exit.OK
    assert said.endswith("otasuke: stopping NATS …\notasuke: stopping PostgreSQL …\notasuke: stopped\n")
    assert len(pids) >= 6, "two engines, gateway, care, correlate, and a worker at least"
    assert not any(psutil.pid_exists(int(str(pid))) for pid in pids)


@pytest.mark.parametrize("name", ["PostgreSQL", "NATS", "gateway", "worker-0"])
def test_an_engine_that_is_killed_comes_back(folder: Path, name: str) -> None:
    with up(folder):
        killed = int(str(status(folder)[name]["pid"]))

        os.kill(killed, signal.SIGKILL)

        assert wait_for(folder, name, restarts=1)["pid"] != killed


def test_there_are_never_two_on_one_folder(folder: Path) -> None:
    with up(folder) as process:
        second = subprocess.run(
            [*OTASUKE, "up", "--data", str(folder)], capture_output=True, text=True, check=False, env=ENVIRONMENT
        )

    assert second.returncode == Exit.BAD_INPUT
    assert f"{folder} is in use by process {process.pid}" in second.stderr


def test_the_engines_of_a_run_that_was_killed_are_stopped_by_the_next(folder: Path) -> None:
    with up(folder) as process:
        left = [int(str(service["pid"])) for service in status(folder).values()]
        process.kill()
        process.wait()

    with up(folder):
        now = [service["pid"] for service in status(folder).values()]

    assert not any(psutil.pid_exists(pid) for pid in left)
    assert not set(left) & set(now)


def test_a_setting_that_cannot_be_used_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTASUKE_NATS_URL", "http://here")

    assert main(["up", "--data", "/tmp/never-made"]) == Exit.USAGE
    assert "OTASUKE_NATS_URL: begins with none of nats://, tls://" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()

    assert main(["up", "--data", str(tmp_path / "file" / "data")]) == Exit.BAD_INPUT
    assert f"{tmp_path / 'file' / 'data'}: Not a directory" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "-1", "17"])
def test_a_number_of_workers_that_cannot_be_is_refused(
    folder: Path, count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["up", "--workers", count, "--data", str(folder)]) == Exit.USAGE
    assert f"--workers {count} is no number from 1 to 16" in capsys.readouterr().err
