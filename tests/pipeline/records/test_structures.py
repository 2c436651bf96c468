"""Records that look like one another are one structure."""

from __future__ import annotations

from typing import Any

import pytest

from otasuke.pipeline.records.structures import Leaf, NoRoom, NotLearnt, Structures

RECORD = {"a": 1, "b": {"c": ["x", None, 2.50], "d": [{"e": True}, {}]}, "f": None, "g": [], "h": {}}


def test_a_record_has_the_leaves_that_hold_something_in_their_order() -> None:
    structure, texts = Structures().learn(RECORD)

    assert structure.leaves == (
        Leaf(("a",), is_list=False),
        Leaf(("b", "c", 0), is_list=True),
        Leaf(("b", "d", 0, "e"), is_list=False),
    )
    assert texts == ["1", ("x", "2.5"), "true"]


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        (RECORD | {"a": "text"}, True),
        (RECORD | {"a": None}, False),
        (RECORD | {"a": []}, False),
        (RECORD | {"f": {}}, False),
        (RECORD | {"i": 1}, False),
        (dict(reversed(RECORD.items())), False),
    ],
)
def test_keys_their_order_and_what_is_empty_make_the_difference(other: dict[str, Any], is_alike: bool) -> None:
    structures = Structures()

    assert (structures.learn(RECORD)[0] == structures.learn(other)[0]) == is_alike


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"a": None},
        {'a"': 1},
        {"a\\": 1},
        {"a": [1, [2]]},
        {"a": [1, {"b": 2}]},
        {"a": [None]},
        {"a": [{"b": 1}] * 17},
        {f"k{number}": 1 for number in range(257)},
    ],
    ids=range(9),
)
def test_what_is_not_for_the_kernel_is_not_learnt(record: dict[str, Any]) -> None:
    with pytest.raises(NotLearnt):
        Structures().learn(record)


def test_there_is_room_for_so_much_and_again_when_all_is_forgotten() -> None:
    structures = Structures()
    many = [{f"{number}-{key}": 1 for key in range(200)} for number in range(400)]

    with pytest.raises(NoRoom):
        list(map(structures.learn, many))
    structures.forget()

    assert structures.learn(RECORD)[0].number == 0
