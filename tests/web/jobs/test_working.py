"""The process that does the jobs: a real one, on a database of its own, since it does all that is due."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

import job_samples
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.selectors import DONE, RUNNING, list_jobs
from otasuke.web.project.database import Logins

WITHIN_S = 30
NIGHTLY = {"samples.at_four", "accounts.forget_links", "jobs.forget_jobs"}


@pytest.fixture
def queue(own_connection: None) -> Iterator[None]:
    """The queue, empty before and after."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        for table in ("periodic_defers", "events", "jobs", "workers"):
            cursor.execute(f"DELETE FROM procrastinate_{table}")
        cursor.execute("DELETE FROM jobs_lastfailure")


@pytest.fixture
def worker(own_logins: Logins) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts processes that do jobs; they have ended when the test has."""
    started = []

    def start(*words: object) -> subprocess.Popen[bytes]:
        told = os.environ | {
            "OTASUKE_WEB_DATABASE": own_logins.member.conninfo,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        started.append(subprocess.Popen([sys.executable, job_samples.__file__, *map(str, words)], env=told))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end, list_jobs("todo", "doing", "failed", "succeeded")
        time.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_a_job_that_was_running_at_a_kill_runs_again(queue: None, worker, tmp_path: Path) -> None:
    said, held = tmp_path / "said", tmp_path / "held"
    held.touch()
    app.tasks["samples.write"].defer(path=str(said), held=str(held))
    first = worker()
    until(lambda: lines(said) == ["began"])

    first.kill()
    first.wait()
    assert "samples.write" in {one.task for one in list_jobs(RUNNING)}
    held.unlink()
    worker()

    until(lambda: [one.id for one in list_jobs(DONE) if one.task == "samples.write"])
    assert lines(said) == ["began", "began", "ended"]


def test_who_is_told_to_stop_finishes_what_he_began(queue: None, worker, tmp_path: Path) -> None:
    said, held = tmp_path / "said", tmp_path / "held"
    held.touch()
    app.tasks["samples.write"].defer(path=str(said), held=str(held))
    one = worker()
    until(lambda: lines(said) == ["began"])

    one.terminate()
    held.unlink()

    assert one.wait(WITHIN_S) == 0
    assert lines(said) == ["began", "ended"]
    assert [job.attempts for job in list_jobs(DONE) if job.task == "samples.write"] == [1]


def test_two_workers_run_a_time_of_the_schedule_once(queue: None, worker) -> None:
    one, other = worker(), worker()
    until(lambda: {job.task for job in list_jobs(DONE)} >= NIGHTLY and not _is_any_left() and _workers() == 2)

    for process in (one, other):
        process.terminate()
        process.wait(WITHIN_S)

    assert sorted(job.task for job in list_jobs(DONE) if job.task in NIGHTLY) == sorted(NIGHTLY)


def _is_any_left() -> bool:
    """Others may wait for long: there is no broker here."""
    return any(job.task in NIGHTLY for job in list_jobs("todo", RUNNING))


def _workers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])


def test_a_file_says_that_it_works(queue: None, worker, tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    one = worker(beat)

    until(beat.exists)

    assert int(beat.read_text()) == one.pid
