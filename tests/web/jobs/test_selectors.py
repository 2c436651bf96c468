"""Reading about jobs."""

from __future__ import annotations

import job_samples
from job_runner import run_jobs
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.selectors import DONE, FAILED, WAITING, count_jobs, list_jobs

assert job_samples


def test_jobs_are_listed_by_their_state_newest_first(database) -> None:
    first = app.tasks["samples.note"].defer()
    app.tasks["samples.give_up"].defer(why="no")
    run_jobs()
    second = app.tasks["samples.note"].defer()

    assert [(one.id, one.task, one.status) for one in list_jobs(WAITING, DONE)] == [
        (second, "samples.note", WAITING),
        (first, "samples.note", DONE),
    ]
    assert count_jobs() == {WAITING: 1, DONE: 1, FAILED: 1}
    assert len(list_jobs(WAITING, DONE, FAILED, most=2)) == 2
