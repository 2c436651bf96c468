from __future__ import annotations

from fractions import Fraction

import pytest

from detect.correlate.windows import filled, plan
from otasuke.detect.correlate.whole import WholeCount, WholeNumbers, WholeSum, WholeValues


@pytest.mark.parametrize(("bound", "number"), [(("lt", 4), 3), (("lt", 3), None), (("eq", 3), 3), (("neq", 3), None)])
def test_a_whole_count_is_compared_with_the_bound(bound: tuple[str, float], number: int | None) -> None:
    window, _ = filled(plan("event_count", bound), "1", "1", "1")

    assert isinstance(window, WholeCount)
    assert window.result() == number


def test_nothing_in_a_whole_window_is_too_old() -> None:
    window, _ = filled(plan("event_count", ("lt", 9)), "1", "1")

    window.expire(1000)

    assert window.result() == 2


def test_different_values_are_counted_without_case() -> None:
    window, _ = filled(plan("value_count", ("lt", 9), fields=("size",)), "x", "X", ("y", "z"))

    assert isinstance(window, WholeValues)
    assert window.result() == 3


def test_the_share_is_that_of_the_rarest_value_for_which_the_condition_holds() -> None:
    window, _ = filled(plan("value_percentile", ("gt", 30), fields=("size",)), "x", "x", "y", "x", "y", "z", "y", "x")

    assert window.result() == Fraction(75, 2)


def test_an_average_is_exact() -> None:
    window, _ = filled(plan("value_avg", ("gt", 0), fields=("size",)), "0.1", "0.2", "0.3")

    assert isinstance(window, WholeSum)
    assert window.result() == Fraction(1, 5)


@pytest.mark.parametrize("kind", ["value_sum", "value_avg", "value_median"])
def test_what_is_no_number_is_counted_and_left_out(kind: str) -> None:
    window, counts = filled(plan(kind, ("lt", 9), fields=("size",)), "many", "2")

    assert window.result() == 2
    assert window.evidence().total == 1
    assert counts.not_a_number == 1


@pytest.mark.parametrize("kind", ["value_sum", "value_avg", "value_median", "value_count"])
def test_a_window_without_values_has_no_number(kind: str) -> None:
    window, _ = filled(plan(kind, ("lt", 9), fields=("size",)), "")

    assert window.result() is None


def test_a_median_needs_no_order() -> None:
    window, _ = filled(plan("value_median", ("gt", 0), fields=("size",)), "9", "1", "5")

    assert isinstance(window, WholeNumbers)
    assert window.result() == 5
