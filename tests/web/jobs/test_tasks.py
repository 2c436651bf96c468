"""What is cleaned away every night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session

from otasuke.web.jobs.tasks import forget_jobs, forget_sessions


def test_sessions_that_are_over_are_forgotten(database) -> None:
    now = datetime.now(UTC)
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))

    forget_sessions(now)

    assert [one.session_key for one in Session.objects.all()] == ["new"]


def test_where_no_job_is_old_none_is_forgotten(database) -> None:
    forget_jobs(datetime.now(UTC))
