"""Hits come in one order, wherever they were found."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.engine.hits import in_order


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_pairs_are_put_in_order_of_lines_and_then_of_rules(pairs: list[tuple[int, int]]) -> None:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)

    ordered = in_order(table)

    assert [tuple(pair) for pair in ordered.tolist()] == sorted(pairs)


def test_no_pairs_stay_a_table_of_pairs() -> None:
    assert in_order(np.zeros((0, 2), dtype=np.int64)).shape == (0, 2)
