"""When a job that failed is tried again."""

from __future__ import annotations

from datetime import timedelta

from otasuke.web.jobs.policy import USUAL_WAITS, wait_after


def test_each_wait_is_longer_than_the_one_before() -> None:
    assert list(USUAL_WAITS) == sorted(set(USUAL_WAITS))


def test_after_the_last_wait_it_is_given_up() -> None:
    waits = (timedelta(seconds=1), timedelta(seconds=5))

    assert [wait_after(attempts, waits) for attempts in range(4)] == [*waits, None, None]


def test_a_server_that_is_away_over_night_is_found_again() -> None:
    assert sum(USUAL_WAITS, timedelta()) > timedelta(hours=16)
