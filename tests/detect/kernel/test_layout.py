"""The layout names every table once, in types that numpy and numba share."""

from __future__ import annotations

from otasuke.detect.kernel.layout import LAYOUT, AtomKind, Counter, LineStatus


def test_every_table_has_a_name_of_its_own_and_a_known_type() -> None:
    names = [name for name, _, _ in LAYOUT]

    assert len(set(names)) == len(names)
    assert {element for _, element, _ in LAYOUT} <= {"uint8", "uint32", "int32", "int64"}


def test_numbers_of_one_kind_count_from_zero_without_gaps() -> None:
    for numbers in (AtomKind, Counter, LineStatus):
        assert [int(number) for number in numbers] == list(range(len(numbers)))
