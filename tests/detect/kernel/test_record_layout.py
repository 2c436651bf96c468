"""The layout of whole records names every table once."""

from __future__ import annotations

from otasuke.detect.kernel import record_layout as layout


def test_every_table_has_a_name_of_its_own_and_a_known_type() -> None:
    names = [name for name, _, _ in layout.RECORD_LAYOUT]

    assert len(set(names)) == len(names)
    assert {element for _, element, _ in layout.RECORD_LAYOUT} <= {"uint8", "int32", "int64"}


def test_what_stands_in_place_of_a_number_is_none() -> None:
    assert max(layout.LEFT, layout.UNKNOWN, layout.NONE) < 0
    assert layout.IS_LOCAL > 256  # leaves have smaller numbers
    assert layout.NO_TIME != layout.ASK
