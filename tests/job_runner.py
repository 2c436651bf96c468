"""Doing jobs in a test: in its own transaction, one after another."""

from __future__ import annotations

import json
import time
from typing import Any, cast

from django.db import connection
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from otasuke.web.jobs import app
from otasuke.web.jobs.noting import noted

_FETCH = "SELECT * FROM procrastinate_fetch_job_v2(NULL, NULL)"


def run_jobs() -> list[str]:
    """Do what is due as the worker would; the names of what was tried. What fails waits, or is given up."""
    return list(iter(_run_one, ""))


def _run_one() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_FETCH)
        row = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
    if row["id"] is None:
        return ""
    job = Job.from_row(row | {"args": json.loads(row["args"])})
    _do(job)
    return job.task_name


def _do(job: Job) -> None:
    task = app.tasks[job.task_name]
    context = JobContext(app=app, job=job, start_timestamp=time.time(), abort_reason=lambda: None)
    with connection.cursor() as cursor:
        try:
            noted(lambda: task(**job.task_kwargs), context, cast(Worker, None))
        except Exception as error:  # noqa: BLE001  # whatever a job raises is its failure
            found: Any = task.get_retry_exception(error, job)
            if found is None:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.id])
            else:
                at = found.retry_decision.retry_at
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job.id, at])
        else:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [job.id])
