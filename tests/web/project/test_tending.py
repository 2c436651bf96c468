"""Background jobs from the command line; the command itself is tested in tests/cli/test_jobs.py."""

from __future__ import annotations

import pytest

import job_samples
from job_runner import run_jobs
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.selectors import count_jobs
from otasuke.web.project.tending import CannotTend, jobs_in, retry_jobs

assert job_samples


def test_jobs_are_tried_again_all_or_none(database) -> None:
    job = app.tasks["samples.give_up"].defer(why="no")
    run_jobs()

    with pytest.raises(CannotTend, match="job 0"):
        retry_jobs({}, [job, 0])
    assert [line.id for line in jobs_in({}, ["failed"], most=5)] == [job]
    retry_jobs({}, [job])

    assert count_jobs() == {"todo": 1}
