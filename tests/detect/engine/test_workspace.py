"""The kernel's memory: in the order and form of the layout, and emptied without changing what matches."""

from __future__ import annotations

import numpy as np
import pytest

from detect.rules import rule
from otasuke.detect.engine.workspace import Sizes, Tables, Workspace, place
from otasuke.detect.kernel.layout import LAYOUT, Counter
from otasuke.detect.plan.compile import compile_plan

SIZES = Sizes(
    arena=1 << 11, entries=4, sets=4, set_items=8, verdicts=4, hits=3, asks=4, tokens=9, quotes=64, lines=5
)  # fmt: skip
STAMPS = ("field_state", "alternative_stamp", "rule_stamp", "keyword_stamp")


def workspace() -> Workspace:
    plan = compile_plan([rule("selection:\n  Image: a\nkeywords:\n  - word\ncondition: selection or keywords")])
    return Workspace(plan, SIZES)


def others_of(space: Workspace) -> Tables:
    """The tables that belong to shapes and classes."""
    return {
        name: np.zeros((2, columns) if columns > 1 else 2, dtype=element)
        for name, element, columns in LAYOUT
        if name not in space.tables
    }


def test_addresses_follow_the_layout() -> None:
    space = workspace()
    others = others_of(space)

    addresses = space.addresses(others)

    tables = space.tables | others
    expected = [(tables[name].ctypes.data, len(tables[name])) for name, _, _ in LAYOUT]
    assert [tuple(pair) for pair in addresses.reshape(-1, 2).tolist()] == expected


def test_a_table_that_is_given_stands_in_for_the_own_one() -> None:
    space = workspace()
    text = np.zeros(7, dtype=np.uint8)

    addresses = space.addresses(others_of(space) | {"text": text}).reshape(-1, 2)

    position = [name for name, _, _ in LAYOUT].index("text")
    assert tuple(addresses[position].tolist()) == (text.ctypes.data, 7)


def test_all_tables_have_the_elements_and_columns_of_the_layout() -> None:
    tables = workspace().tables

    for name, element, columns in LAYOUT:
        if name in tables:
            assert tables[name].dtype == np.dtype(element), name
            assert (tables[name].shape[1] if tables[name].ndim == 2 else 1) == max(1, columns), name


def test_sizes_are_rows() -> None:
    tables = workspace().tables

    assert (len(tables["lines"]), len(tables["todo"]), len(tables["hits"]), len(tables["entries"])) == (5, 5, 3, 4)


def test_stamps_begin_again_only_when_they_are_about_to_run_out() -> None:
    space = workspace()
    seen = np.full(3, 9, dtype=np.int32)
    for name in STAMPS:
        space.tables[name][:] = 9

    space.counters[Counter.STAMP] = 1 << 30
    space.renew_stamps(seen)
    before = (int(space.counters[Counter.STAMP]), seen.tolist(), [int(space.tables[name].min()) for name in STAMPS])
    space.counters[Counter.STAMP] += 1
    space.renew_stamps(seen)
    after = (int(space.counters[Counter.STAMP]), seen.tolist(), [int(space.tables[name].max()) for name in STAMPS])

    assert before == (1 << 30, [9, 9, 9], [9, 9, 9, 9])
    assert after == (0, [0, 0, 0], [0, 0, 0, 0])


def test_forgetting_values_leaves_the_empty_set_and_nothing_else() -> None:
    space = workspace()
    space.tables["entries"][:] = 5
    space.tables["set_table"][:] = 5
    space.counters[[Counter.SETS, Counter.SET_ITEMS]] = 3

    space.forget_values()

    assert not space.tables["entries"].any()
    assert not space.tables["set_table"].any()
    assert space.counters[[Counter.SETS, Counter.SET_ITEMS]].tolist() == [1, 0]


def test_a_table_with_gaps_has_no_place() -> None:
    with pytest.raises(AssertionError):
        place(np.zeros((4, 2), dtype=np.int32)[:, :1])
