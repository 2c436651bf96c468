from __future__ import annotations

from fractions import Fraction

import pytest

from otasuke.detect.correlate.numbers import exact, parse_number, percentile


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("-3", -3), ("+4", 4), ("0.1", Fraction(1, 10)), ("1e3", 1000), ("2.50", Fraction(5, 2))],
)
def test_a_number_is_what_its_digits_say(text: str, number: Fraction) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "0x10", "NaN", "inf", "1_000", "1,5", "١", ".5", "1.", "9" * 41, "1e100"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_a_bound_is_the_decimal_that_was_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(1e16) == 10**16


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_a_bound_is_finite(number: float) -> None:
    with pytest.raises(ValueError):
        exact(number)


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, Fraction(5, 2)), (75, Fraction(19, 4)), (100, 10)])
def test_percentiles_are_interpolated_between_neighbours(percent: int, value: Fraction) -> None:
    assert percentile([1, 2, 3, 10], percent) == value


def test_the_percentile_of_one_number_is_that_number() -> None:
    assert percentile([7], 99) == 7
