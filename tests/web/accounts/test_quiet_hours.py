"""Which quiet hours there may be."""

from __future__ import annotations

from datetime import time

import pytest

from otasuke.web.accounts.quiet_hours import BadQuiet, check_quiet

TEN, SEVEN = time(22), time(7)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (TEN, None, "両方"),
        (None, SEVEN, "両方"),
        (TEN, TEN, "同じ"),
        (time(0), time(0), "同じ"),
        (SEVEN, time(19, 1), "12時間"),
        (TEN, time(21, 59), "12時間"),
    ],
)
def test_hours_that_cannot_be_say_why(begins: time | None, ends: time | None, words: str) -> None:
    with pytest.raises(BadQuiet, match=words):
        check_quiet(begins, ends)


@pytest.mark.parametrize(
    ("begins", "ends"), [(TEN, SEVEN), (time(0), time(12)), (time(12), time(0)), (time(13), time(13, 30))]
)
def test_hours_may_go_over_midnight_and_last_half_a_day(begins: time, ends: time) -> None:
    assert check_quiet(begins, ends) == (begins, ends)
