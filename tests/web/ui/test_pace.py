"""How often somebody may ask."""

from __future__ import annotations

from otasuke.web.ui.pace import Left, Pace


def test_a_window_is_used_up_and_begins_anew() -> None:
    pace = Pace(most=2, within_s=60)

    assert pace.take("a", now_s=0) == Left(1, 60, False)
    assert pace.take("a", now_s=30.5) == Left(0, 30, False)
    assert pace.take("a", now_s=59.9) == Left(0, 1, True)
    assert pace.take("a", now_s=60) == Left(1, 60, False)


def test_each_counts_for_himself() -> None:
    pace = Pace(most=1, within_s=60)
    pace.take("a", now_s=0)

    assert not pace.take("b", now_s=0).is_over
    assert pace.take("a", now_s=0).is_over


def test_who_goes_on_asking_waits_no_longer_for_it() -> None:
    pace = Pace(most=1, within_s=10)
    for second in range(10):
        pace.take("a", now_s=second)

    assert not pace.take("a", now_s=10).is_over


def test_it_remembers_so_many_and_no_more() -> None:
    pace = Pace(most=1, within_s=10)
    for key in range(10_001):
        pace.take(key, now_s=0)

    assert pace.take(10_000, now_s=1).is_over
    assert not pace.take(0, now_s=1).is_over


def test_it_can_forget() -> None:
    pace = Pace(most=1, within_s=10)
    pace.take("a", now_s=0)
    pace.forget()

    assert not pace.take("a", now_s=0).is_over
