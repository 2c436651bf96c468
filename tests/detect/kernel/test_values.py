"""Values are looked up once, and found again whatever was forgotten in between."""

from __future__ import annotations

import pytest

from compiled import engine_for
from detect.rules import event, rule
from otasuke.detect.engine.workspace import Sizes

RULES = [
    rule("s:\n  A: whole\ncondition: s"),
    rule("s:\n  A|startswith: begins-\ncondition: s"),
    rule("s:\n  A|endswith: -ends\ncondition: s"),
    rule("s:\n  A|contains: middle\ncondition: s"),
    rule("s:\n  A|contains: ab\ncondition: s"),
    rule("s:\n  A|startswith: x\ncondition: s"),
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("WHOLE", [0]),
        ("whole ", []),
        ("Begins-and-ends", [1, 2]),
        ("in the MIDDLE of it", [3]),
        ("xab", [4, 5]),
        ("", []),
    ],
)
def test_a_value_is_found_by_its_whole_its_edges_and_its_middle(value: str, expected: list[int]) -> None:
    hits = engine_for(RULES).match_events([event({"A": value})])

    assert hits.pairs[:, 1].tolist() == expected


def test_a_value_that_comes_again_is_not_scanned_again() -> None:
    engine = engine_for(RULES)

    engine.match_events([event({"A": "in the middle"})] * 50)

    assert engine.statistics.new_values == 1


def test_a_cache_too_small_for_the_values_changes_nothing() -> None:
    events = [event({"A": f"{number} middle"}) for number in range(300)]

    small = engine_for(RULES, sizes=Sizes(arena=1 << 11, entries=2))

    assert small.match_events(events).pairs.tolist() == [[number, 3] for number in range(300)]
