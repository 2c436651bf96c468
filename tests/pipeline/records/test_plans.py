"""Which columns records have."""

from __future__ import annotations

from otasuke.normalise.registry import JSON_SOURCES
from otasuke.pipeline.records.looks import Look
from otasuke.pipeline.records.plans import MOST_FIELDS, groups, plan


def look(**fields: int | tuple[int, ...]) -> Look:
    return Look(JSON_SOURCES[0], "[]", fields, (), (0,), ())


def test_a_field_that_always_equals_another_shares_its_column() -> None:
    one = plan((look(a=0, b=0, c=1), look(a=2, b=2)))

    assert one.names == (("a", 0), ("b", 0), ("c", 1))
    assert one.cells.tolist() == [[0, 1], [2, -1]]
    assert one.copies == 1


def test_a_field_that_is_a_list_somewhere_has_a_column_of_lists() -> None:
    one = plan((look(a=0, b=(1, 2)), look(b=(1, 2), c=(1,)), look(b=3)))

    assert one.is_list.tolist() == [0, 1, 1]
    assert one.cells.tolist() == [[0, -2, -1], [-1, -2, -3], [-1, 3, -1]]
    assert (one.lists.tolist(), one.list_leaves.tolist()) == ([[0, 2], [2, 1]], [1, 2, 1])
    assert one.copies == 2


def test_chains_are_filled_up_with_nothing() -> None:
    one = plan((look(a=0),))

    assert one.sensors.tolist() == [[0, -1, -1, -1, -1, -1, -1, -1]]
    assert one.times.tolist() == [[-1] * 8]


def test_looks_with_too_many_fields_together_become_columns_apart() -> None:
    many = [look(**{f"{number}-{key}": key for key in range(MOST_FIELDS // 2)}) for number in range(5)]

    assert list(groups(many)) == [[0, 1], [2, 3], [4]]
    assert list(groups([])) == []
