"""The table of looks, which the kernel reads: see also `test_learning`."""

from __future__ import annotations

import pytest

from otasuke.pipeline.records.look_table import LookTable
from otasuke.pipeline.records.structures import NoRoom


def looks_in(table: LookTable) -> set[tuple[int, int]]:
    """Structure and look of every row."""
    return {(structure, look) for _, structure, _, look in table.look_table.tolist() if structure >= 0}


def test_a_structure_that_is_decided_by_more_is_told_anew_and_others_stay() -> None:
    table = LookTable()
    table.decide_by(0, (1,))
    table.decide_by(3, ())
    table.add(0, ((b"x", 1),), 7)
    table.add(3, (), 8)

    table.decide_by(0, (1, 2))

    assert looks_in(table) == {(3, 8)}
    assert (table.leaves_of(0), table.leaves_of(3), table.leaves_of(5)) == ((1, 2), (), ())
    assert table.deciding[slice(table.structures[0, 0], table.structures[0, 0] + 2)].tolist() == [1, 2]


def test_there_is_room_for_so_many() -> None:
    table = LookTable()
    table.decide_by(0, (0,))

    with pytest.raises(NoRoom):
        [table.add(number % 1000, ((b"%d" % number, 0),), number) for number in range(1 << 14)]
    table.forget()

    assert looks_in(table) == set()


def test_a_value_that_is_too_much_for_the_table_has_no_room() -> None:
    table = LookTable()

    with pytest.raises(NoRoom):
        [table.add(0, ((b"x" * 1000, 1),), 0) for _ in range(2000)]


def test_a_structure_of_which_each_record_is_another_is_closed_and_keeps_what_it_has() -> None:
    table = LookTable()

    for number in range(256):
        assert not table.structures[5, 2]
        table.add(5, ((b"%d" % number, 0),), number)

    assert table.structures[5, 2]
    assert len(looks_in(table)) == 256
