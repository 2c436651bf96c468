"""What can go wrong with jobs."""

from __future__ import annotations

from otasuke.web.jobs.errors import NotFailed


def test_it_names_the_job() -> None:
    assert str(NotFailed(12)) == "job 12 was not given up, or is not there"
