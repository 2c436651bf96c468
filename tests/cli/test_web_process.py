"""`otasuke serve web`, as `otasuke up` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.web_process import become_arrivals, become_jobs, become_notify, become_web
from otasuke.config import Listen, Settings
from otasuke.local.machine import jobs_mark
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def answer(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("become", [become_web, become_arrivals, become_jobs, become_notify])
def test_it_is_not_started_where_it_is_switched_off(become: Callable[[Settings], None]) -> None:
    with pytest.raises(CliError, match="switched off"):
        become(Settings(Path("/d")))


def test_it_makes_its_tables_and_answers_and_its_jobs_are_done_beside_it() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        database = Supervisor([Postgres(folder).service()], say=lambda _: None)
        database.start()
        told = os.environ | {"OTASUKE_WEB_LISTEN": f"127.0.0.1:{port}"}
        with _serving("jobs", name, told) as jobs, _serving("web", name, told) as web:
            try:
                assert _answered(port, web) == 200
                assert answer(port, "/nothing/here") == 404
                with psycopg.connect(Postgres(folder).url.replace("/postgres?", "/otasuke?")) as connection:
                    assert connection.execute("SELECT count(*) FROM customers_customer").fetchone() == (0,)
                _wait_for(jobs_mark(Settings(folder)), jobs)
            finally:
                web.terminate()
                jobs.terminate()
        database.stop()


def _serving(process: str, folder: str, told: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "otasuke", "serve", process, "--data", folder]
    return subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)


def _answered(port: int, web: subprocess.Popen[bytes]) -> int:
    until = time.monotonic() + 60
    while time.monotonic() < until and web.poll() is None:
        try:
            return answer(port, "/well")
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the web did not answer")


def test_a_port_that_another_program_has_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(CliError, match=f"cannot listen on 127.0.0.1:{port}") as refused:
            become_web(Settings(Path("/d"), web=Listen("127.0.0.1", port)))

    assert "OTASUKE_WEB_LISTEN" in refused.value.hint
