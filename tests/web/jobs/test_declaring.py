"""A function becomes a task, and a task may have its times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.periodic import PeriodicDeferrer

import job_samples
from job_runner import run_jobs
from otasuke.web.accounts.links import forget_old_links
from otasuke.web.jobs.declaring import JAPAN, app, cron, name_of, schedule
from otasuke.web.jobs.selectors import FAILED, WAITING, list_jobs


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    job_samples.ran.clear()


def defer(name: str, **given: str) -> int:
    return app.tasks[f"samples.{name}"].defer(**given)


def test_a_task_is_named_by_its_area() -> None:
    assert name_of(job_samples.note) == "samples.note"
    assert forget_old_links.__module__.startswith("otasuke.web.accounts")
    assert "accounts.forget_links" in app.tasks


def test_a_job_is_done_with_what_it_was_given(database) -> None:
    defer("note", what="板")

    assert run_jobs() == ["samples.note"]
    assert job_samples.ran == [{"what": "板"}]


def test_a_transaction_that_is_undone_leaves_no_job(database) -> None:
    with transaction.atomic():
        defer("note", what="板")
        transaction.set_rollback(True)

    assert run_jobs() == []


def test_a_job_that_fails_waits_and_says_why(database) -> None:
    before = datetime.now(UTC)
    job = defer("fail", why="the server is away")

    run_jobs()

    (found,) = list_jobs(WAITING)
    assert (found.id, found.attempts, found.failure) == (job, 1, "ValueError: the server is away")
    assert found.again_at
    assert found.again_at - before > timedelta(seconds=9)


def test_a_job_is_given_up_after_its_last_wait(database) -> None:
    defer("fail", why="the server is away")
    with connection.cursor() as cursor:
        for _ in range(10):
            run_jobs()
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")

    assert [(found.attempts, found.status) for found in list_jobs(WAITING, FAILED)] == [(8, FAILED)]


def test_what_will_never_work_is_given_up_at_once(database) -> None:
    defer("give_up", why="there is no such address")

    run_jobs()

    assert [found.failure for found in list_jobs(FAILED)] == ["GiveUp: there is no such address"]


def test_times_are_those_of_japan() -> None:
    schedule(app)
    deferrer = PeriodicDeferrer(app.periodic_registry, max_delay=400 * 86400)
    now = datetime(2026, 11, 23, 18, 59, tzinfo=UTC)  # in Japan it is the 24th, a minute before four

    due = {periodic.task.name: timestamp for periodic, timestamp in deferrer.get_previous_tasks(at=now.timestamp())}

    assert datetime.fromtimestamp(due["samples.at_four"], JAPAN) == datetime(2026, 11, 23, 4, tzinfo=JAPAN)
    assert deferrer.get_next_tick(at=now.timestamp()) == 60


def test_what_was_missed_is_made_up_for_once() -> None:
    schedule(app)
    deferrer = PeriodicDeferrer(app.periodic_registry, max_delay=400 * 86400)
    a_week_later = datetime(2026, 12, 1, 12, tzinfo=JAPAN).timestamp()

    due = [periodic.task.name for periodic, _ in deferrer.get_previous_tasks(at=a_week_later)]

    assert due.count("samples.at_four") == 1


def test_mistyped_times_are_refused_where_they_stand() -> None:
    with pytest.raises(ValueError, match="61"):
        cron("61 4 * * *")(job_samples.at_four)
