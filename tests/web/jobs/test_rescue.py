"""Jobs that were running when their process was killed."""

from __future__ import annotations

from django.db import connection

import job_samples
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.models import LastFailure
from otasuke.web.jobs.rescue import MOST_ATTEMPTS, rescue
from otasuke.web.jobs.selectors import FAILED, RUNNING, WAITING, count_jobs

assert job_samples


def begun(*, beat_s_ago: int, attempts: int = 0) -> int:
    job = app.tasks["samples.note"].defer()
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [attempts])
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - %s * interval '1 s' WHERE id = %s",
            [beat_s_ago, worker],
        )
    return job


def test_a_job_of_a_worker_that_is_dead_waits_again(database) -> None:
    job = begun(beat_s_ago=30)

    (found,) = rescue(stalled_after_s=20)

    assert (found.job, found.task, found.is_over) == (job, "samples.note", False)
    assert count_jobs() == {WAITING: 1}
    assert LastFailure.objects.get().words == "the process ended while it ran"


def test_a_job_of_a_worker_that_lives_is_left_alone(database) -> None:
    begun(beat_s_ago=10)

    assert rescue(stalled_after_s=20) == []
    assert count_jobs() == {RUNNING: 1}


def test_a_job_that_kills_its_process_each_time_is_given_up(database) -> None:
    begun(beat_s_ago=30, attempts=MOST_ATTEMPTS)

    assert [found.is_over for found in rescue(stalled_after_s=20)] == [True]
    assert count_jobs() == {FAILED: 1}


def test_nothing_is_rescued_twice(database) -> None:
    begun(beat_s_ago=30)

    rescue(stalled_after_s=20)

    assert rescue(stalled_after_s=20) == []
