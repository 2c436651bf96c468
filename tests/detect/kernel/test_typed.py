"""What mypy may believe about compiled functions."""

from __future__ import annotations

import numba
import numpy as np
from numba.cpython import slicing

from otasuke.detect.kernel.typed import njit, plain_indexes


def test_a_compiled_function_still_is_the_function() -> None:
    def double(number: int) -> int:
        return 2 * number

    assert njit(double)(21) == 42


def test_plain_indexes_do_not_count_from_the_end_and_only_for_a_while() -> None:
    before = slicing.fix_index
    numbers = np.array([5, 6, 7])

    with plain_indexes():
        last_of_two = numba.njit("int64(int64[::1])")(lambda two: two[-1])

    assert last_of_two(numbers[1:]) == 5
    assert slicing.fix_index is before
