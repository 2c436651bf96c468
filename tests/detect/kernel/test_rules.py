"""Programs decide conditions: every kind of atom, and every way to combine them."""

from __future__ import annotations

import pytest

from compiled import engine_for
from detect.rules import event, rule
from otasuke.events import Value


def holds(detection: str, fields: dict[str, Value]) -> bool:
    return len(engine_for([rule(detection)]).match_events([event(fields)]).pairs) > 0


@pytest.mark.parametrize(
    ("item", "fields", "expected"),
    [
        ("A: 'one*two*three'", {"A": "ONE and two and three"}, True),
        ("A: 'one*two*three'", {"A": "one three two"}, False),
        ("A: 'one*one'", {"A": "one"}, False),
        ("A: 'a?c'", {"A": "aéc"}, True),
        ("A: null", {}, True),
        ("A: null", {"A": "x"}, False),
        ("A: ''", {"A": ""}, True),
        ("A|exists: true", {"A": ""}, True),
        ("A|exists: false", {}, True),
        ("A|fieldref: B", {"A": "Same", "B": "sAME"}, True),
        ("A|fieldref|endswith: B", {"A": "the end", "B": "END"}, True),
        ("A|re: 'a+b$'", {"A": "xaab"}, True),
        ("A|cidr: 10.0.0.0/8", {"A": "10.1.2.3"}, True),
        ("A|cidr: 10.0.0.0/8", {"A": "10.1.2.300"}, False),
        ("A|cidr: fe80::/10", {"A": "fe80::1"}, True),
        ("A|gte: 10", {"A": "10.5"}, True),
        ("A|cased: Exact", {"A": "exact"}, False),
        ("A: x", {"A": ("y", "X")}, True),
    ],
)
def test_an_item_is_decided_as_the_specification_says(item: str, fields: dict[str, Value], expected: bool) -> None:
    assert holds(f"s:\n  {item}\ncondition: s", fields) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("a and b", False), ("a or b", True), ("a and not b", True), ("not (a or b)", False), ("1 of them", True)],
)
def test_conditions_combine_selections(condition: str, expected: bool) -> None:
    assert holds(f"a:\n  A: x\nb:\n  B: x\ncondition: {condition}", {"A": "x", "B": "y"}) is expected
