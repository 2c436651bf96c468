"""`otasuke jobs`, on a database and without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from otasuke.local.folder import secret
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from otasuke.web.project.database import prepare_roles
from otasuke.web.project.serving import environment

_FAILED = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'jobs.send_mail')",
    "UPDATE procrastinate_jobs SET status = 'doing'",
    "UPDATE procrastinate_jobs SET status = 'failed'",
    "INSERT INTO jobs_lastfailure (job, at, words) VALUES (1, now(), 'GiveUp: refused \x1b[2J')",
)


def jobs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "otasuke", "jobs", *arguments, "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The data folder of a service that runs, with a job that was given up."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        path = Path(name)
        path.chmod(0o755)
        database = Supervisor([Postgres(path).service()], say=lambda _: None)
        database.start()
        try:
            settings = Settings(path)
            prepare_roles(web_logins(settings))
            told = environment(settings, web_logins(settings).owner, secret=secret(path / "web.key.secret"))
            subprocess.run([sys.executable, "-m", "otasuke.web.project.migrate"], env=os.environ | told, check=True)
            with psycopg.connect(web_logins(settings).owner.conninfo) as connection:
                for statement in _FAILED:
                    connection.execute(statement)
            yield path
        finally:
            database.stop()


def test_what_was_given_up_is_listed_and_tried_again(folder: Path) -> None:
    listed = jobs(folder, "list")
    assert "1  jobs.send_mail  failed" in listed.stdout, listed.stderr
    assert "GiveUp: refused \\x1b[2J" in listed.stdout
    unknown = jobs(folder, "retry", "1", "99")
    assert (unknown.returncode, "job 99 was not given up" in unknown.stderr) == (3, True)

    tried = jobs(folder, "retry", "--all")

    assert (tried.returncode, tried.stderr) == (0, "otasuke: 1 jobs are tried again\n")
    assert jobs(folder, "list").stderr == "otasuke: there is no job that is failed\n"
    (line,) = jobs(folder, "list", "all", "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["status"] == "todo"


def test_one_names_the_jobs_or_says_all(folder: Path) -> None:
    assert jobs(folder, "retry").returncode == 2


def test_a_folder_without_a_web_is_said(tmp_path: Path) -> None:
    refused = jobs(tmp_path, "list")

    assert (refused.returncode, "has no web" in refused.stderr) == (3, True)


def test_a_database_that_does_not_run_is_said(tmp_path: Path) -> None:
    secret(tmp_path / "web.key.secret")

    refused = jobs(tmp_path, "list")

    assert (refused.returncode, "cannot be used" in refused.stderr) == (5, True), refused.stderr
