"""When an endpoint is told again."""

from __future__ import annotations

from datetime import timedelta

from otasuke.web.hooks.policy import WAITS, was_taken


def test_waits_grow_to_about_three_days() -> None:
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=2) < sum(WAITS, timedelta()) < timedelta(days=4)


def test_only_two_hundreds_are_taken() -> None:
    assert [was_taken(status) for status in (199, 200, 204, 299, 300, 301, 404, 500)] == [
        *(False, True, True, True),
        *(False, False, False, False),
    ]
