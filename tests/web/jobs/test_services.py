"""Trying a job again by hand, and forgetting old ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

import job_samples
from job_runner import run_jobs
from otasuke.web.audit.models import AuditLine
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.errors import NotFailed
from otasuke.web.jobs.models import LastFailure
from otasuke.web.jobs.selectors import FAILED, count_jobs, list_jobs
from otasuke.web.jobs.services import forget_old_jobs, retry
from otasuke.web.tenancy.scope import across

assert job_samples


def failed() -> int:
    job = app.tasks["samples.give_up"].defer(why="no")
    run_jobs()
    return job


def test_a_job_that_was_given_up_is_tried_again(database) -> None:
    job = failed()

    retry(job, actor=None)

    assert count_jobs() == {"todo": 1}
    assert run_jobs() == ["samples.give_up"]
    with across("tests"):
        assert [line.verb for line in AuditLine.objects.all()] == ["job.retried"]


def test_nothing_else_is_tried_again(database) -> None:
    job = app.tasks["samples.note"].defer()

    for other in (job, 0):
        with pytest.raises(NotFailed):
            retry(other, actor=None)


def test_what_was_done_is_forgotten_before_what_was_given_up(database) -> None:
    app.tasks["samples.note"].defer()
    job = failed()

    assert forget_old_jobs(now=datetime.now(UTC)) == 0
    assert forget_old_jobs(now=datetime.now(UTC) + timedelta(days=4)) == 1
    assert [found.id for found in list_jobs(FAILED)] == [job]
    assert forget_old_jobs(now=datetime.now(UTC) + timedelta(days=61)) == 1
    assert not LastFailure.objects.exists()


def test_what_waits_is_never_forgotten(database) -> None:
    app.tasks["samples.note"].configure(schedule_in={"days": 1}).defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '1 year'")

    assert forget_old_jobs(now=datetime.now(UTC)) == 0
