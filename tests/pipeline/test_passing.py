from __future__ import annotations

from datetime import timedelta

import pytest

from otasuke.pipeline.passing import LONGEST_STEP_S, PassingTime
from pipeline.cast import NOW


def after(*moments_s: float) -> PassingTime:
    """Time for who hears of entries that were received at these seconds."""
    time = PassingTime()
    for moment_s in moments_s:
        time.hear(NOW + timedelta(seconds=moment_s))
    return time


def test_time_passes_from_entry_to_entry():
    assert after(0, 2, 2, 3.5).elapsed_s == pytest.approx(3.5)


def test_what_comes_a_little_late_takes_no_time():
    assert after(0, 4, 1, 3, 5).elapsed_s == pytest.approx(5)


@pytest.mark.parametrize("set_by_s", [3600, -3600])
def test_a_clock_that_is_set_makes_no_more_than_a_step_of_it_and_time_goes_on(set_by_s: int):
    time = after(0, 1, set_by_s, set_by_s + 1, set_by_s + 2)

    assert 3 <= time.elapsed_s <= 3 + LONGEST_STEP_S


def test_while_nothing_comes_time_passes_once():
    time = after(0)
    for _ in range(30):
        time.wait(1.0)
    time.hear(NOW + timedelta(seconds=30))
    time.hear(NOW + timedelta(seconds=31))

    assert time.elapsed_s == pytest.approx(31)


def test_a_reader_that_stood_still_saw_no_time_pass():
    time = after(0)
    time.wait(3600)

    assert time.elapsed_s == LONGEST_STEP_S


def test_a_clock_that_runs_backwards_while_nothing_comes_takes_nothing_away():
    time = after(0)
    time.wait(-5)

    assert time.elapsed_s == 0
