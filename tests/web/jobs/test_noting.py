"""What is written down about each try of a job."""

from __future__ import annotations

import logging

import pytest

import job_samples
from job_runner import run_jobs
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.models import LastFailure
from otasuke.web.jobs.noting import without_arguments
from otasuke.web.jobs.services import retry

assert job_samples


def test_a_line_says_how_it_ended_and_nothing_of_its_arguments(database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "otasuke.jobs")
    app.tasks["samples.note"].defer(what="秘密")
    app.tasks["samples.give_up"].defer(why="秘密")

    run_jobs()

    lines = [record.getMessage() for record in caplog.records if record.name == "otasuke.jobs"]
    assert [line.split()[0] for line in lines] == ["job.done", "job.failed"]
    assert "error=GiveUp" in lines[1]
    assert "秘密" not in "".join(lines)


def test_why_it_failed_is_forgotten_when_it_succeeds(database, monkeypatch: pytest.MonkeyPatch) -> None:
    job = app.tasks["samples.give_up"].defer(why="x" * 1000)
    run_jobs()
    assert LastFailure.objects.get().words.startswith("GiveUp: xxx")

    monkeypatch.setattr(app.tasks["samples.give_up"], "func", lambda why: None)
    retry(job, actor=None)
    run_jobs()

    assert not LastFailure.objects.exists()


def test_lines_that_quote_arguments_are_not_written() -> None:
    line = logging.LogRecord("procrastinate", logging.ERROR, "", 0, "words", None, None)
    assert without_arguments(line)

    line.job = {"task_kwargs": {}}
    assert not without_arguments(line)
    assert not without_arguments(logging.LogRecord("procrastinate", logging.INFO, "", 0, "words", None, None))
