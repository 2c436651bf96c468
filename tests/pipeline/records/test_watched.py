"""Whoever looks at a value is seen."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from otasuke.pipeline.records.structures import Structures
from otasuke.pipeline.records.watched import Watched

RECORD = {"a": 1, "none": None, "b": {"c": "x", "d": ["y"]}, "e": [{"f": 1}, {"f": 2}], "g": [], "h": "z"}


def looked_at(look: Callable[[Any], object]) -> set[str]:
    seen: set[int] = set()
    look(Watched(RECORD, seen, itertools.count()))
    leaves = Structures().learn(RECORD)[0].leaves
    return {".".join(map(str, leaves[number].path)) for number in seen}


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (lambda record: record["a"], {"a"}),
        (lambda record: record.get("a") == 1, {"a"}),
        (lambda record: record.get("b"), set()),
        (lambda record: record["b"].get("c"), {"b.c"}),
        (lambda record: record["b"]["d"], {"b.d.0"}),
        (lambda record: record["e"][1]["f"], {"e.1.f"}),
        (lambda record: record.get("none") or record.get("nothing") or record.get("g"), set()),
        (lambda record: "a" in record and len(record) and list(record), set()),
        (lambda record: list(record.values()), {"a", "h"}),
        (lambda record: [value for _, value in record["b"].items()], {"b.c", "b.d.0"}),
        (lambda record: {**record}, {"a", "h"}),
        (dict, {"a", "h"}),
        (lambda record: record == {}, {"a", "h"}),
        (lambda record: record | {}, {"a", "h"}),
        (lambda record: {} | record, {"a", "h"}),
        (lambda record: record.copy(), {"a", "h"}),
        (lambda record: record.pop("a"), {"a"}),
        (lambda record: record.setdefault("a", 2), {"a"}),
    ],
    ids=range(18),
)
def test_each_way_to_look_at_a_value_is_noted(look: Callable[[Any], object], expected: set[str]) -> None:
    assert looked_at(look) == expected


def test_it_is_an_object_like_any_other() -> None:
    assert Watched(RECORD, set(), itertools.count()) == RECORD
