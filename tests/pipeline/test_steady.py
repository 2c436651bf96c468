from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from otasuke.pipeline.steady import SteadyClock
from pipeline.cast import NOW


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_clock_that_is_right_is_believed():
    clock = SteadyClock()

    assert [clock.hear(after(seconds), seconds) for seconds in (0, 1, 2.5)] == [after(0), after(1), after(2.5)]


@pytest.mark.parametrize("back_s", [300, 3600, 1e6])
def test_a_clock_that_was_set_back_changes_nothing_and_time_goes_on(back_s: float):
    clock = SteadyClock()
    clock.hear(after(0), 0)

    assert [clock.hear(after(seconds - back_s), seconds) for seconds in (1, 600)] == [after(1), after(600)]


def test_a_clock_that_was_set_forth_is_believed_at_once():
    clock = SteadyClock()
    clock.hear(after(0), 0)

    assert clock.hear(after(3600), 1) == after(3600)


def test_a_clock_that_was_wrong_for_a_while_is_forgotten_after_a_day():
    clock = SteadyClock()
    clock.hear(after(3600), 0)
    day_s = 24 * 3600

    assert clock.hear(after(day_s - 1), day_s - 1) == after(day_s + 3599)
    assert clock.hear(after(day_s + 1), day_s + 1) == after(day_s + 1)
    assert clock.hear(after(day_s + 2), day_s + 2) == after(day_s + 2)


def test_what_was_held_up_does_not_make_it_late():
    clock = SteadyClock()
    clock.hear(after(0), 0)

    assert clock.hear(after(1), 120) == after(120)
    assert clock.hear(after(121), 121) == after(121)
