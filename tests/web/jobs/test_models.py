"""What we know of jobs beside what procrastinate does."""

from __future__ import annotations

from datetime import UTC, datetime

from otasuke.web.jobs.models import LastFailure


def test_a_failure_reads_as_what_it_is() -> None:
    assert str(LastFailure(job=7, at=datetime(2026, 11, 23, tzinfo=UTC), words="it rains")) == "job 7: it rains"
