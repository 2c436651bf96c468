"""What mypy may believe about compiled functions."""

from __future__ import annotations

from otasuke.detect.kernel.typed import njit


def test_a_compiled_function_still_is_the_function() -> None:
    def double(number: int) -> int:
        return 2 * number

    assert njit(double)(21) == 42
