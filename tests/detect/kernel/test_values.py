"""The cache of values: found again by their bytes, forgotten without a trace, never mistaken for another."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from compiled import engine_for
from detect.rules import event, rule
from otasuke.detect.engine.engine import Engine
from otasuke.detect.engine.workspace import Sizes
from otasuke.detect.evaluate import matches
from otasuke.detect.kernel.layout import FILTER_BITS
from otasuke.detect.kernel.values import gram_hash, gram_key
from otasuke.detect.plan import hashing
from otasuke.events import Event, Value

RULES = [
    rule("s:\n  f|contains: needle\ncondition: s"),
    rule("s:\n  g|endswith: [e, dle]\ncondition: s"),
    rule("s:\n  f|re: 'n[0-9]+e'\ncondition: s"),
    rule("s:\n  f|fieldref: g\ncondition: s"),
]

POSITIONS = [
    rule("s:\n  A: whole\ncondition: s"),
    rule("s:\n  A|startswith: begins-\ncondition: s"),
    rule("s:\n  A|endswith: -ends\ncondition: s"),
    rule("s:\n  A|contains: middle\ncondition: s"),
    rule("s:\n  A|contains: ab\ncondition: s"),
    rule("s:\n  A|startswith: x\ncondition: s"),
]


def values(engine: Engine, *many: Value) -> int:
    """How many values were new when events with these were matched."""
    before = engine.statistics.new_values
    engine.match_events([event({"f": value}) for value in many])
    return engine.statistics.new_values - before


def assert_agrees(engine: Engine, events: Sequence[Event]) -> None:
    found = {(at, number) for at, number in engine.match_events(events).pairs.tolist()}

    assert found == {(at, n) for at, one in enumerate(events) for n, each in enumerate(RULES) if matches(each, one)}


def test_a_value_is_looked_at_once() -> None:
    engine = engine_for([RULES[0]])

    assert values(engine, "a", "a", "b", ("a", "b")) == 2
    assert values(engine, "b", "a") == 0


def test_the_same_text_in_another_field_is_another_value() -> None:
    engine = engine_for(RULES[:2])

    engine.match_events([event({"f": "xe", "g": "xe"})])

    assert engine.statistics.new_values == 2


def test_a_value_that_was_overwritten_is_read_anew() -> None:
    engine = engine_for([RULES[0]], sizes=Sizes(arena=1 << 12, entries=16))
    values(engine, "first needle")

    values(engine, *(f"{number}" * 50 for number in range(40)))

    assert values(engine, "first needle") == 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "sizes",
    [
        Sizes(),
        Sizes(arena=1 << 11, entries=2),
        Sizes(entries=2, sets=2, set_items=2),
        Sizes(verdicts=4),
        Sizes(arena=1 << 13, verdicts=4, entries=4, sets=4),
    ],
)
def test_values_come_and_go_and_hits_stay_right(sizes: Sizes, seed: int) -> None:
    random = Random(seed)
    pieces = ("needle", "n12e", "e", "x" * 70, "İ", "", "dle", "NEEDLE", "日本")
    engine = engine_for(RULES, sizes=sizes)

    for _ in range(3):
        texts = ["".join(random.choices(pieces, k=random.randint(0, 4))) for _ in range(60)]
        assert_agrees(engine, [event({"f": random.choice(texts), "g": random.choice(texts)}) for _ in range(150)])


@pytest.mark.parametrize("size", [1000, 100_000, 1 << 20, 9 << 20])
def test_values_of_any_length(size: int) -> None:
    text = "x" * size + "needle"
    engine = engine_for(RULES)

    assert_agrees(engine, [event({"f": text, "g": text}), event({"f": text[:-1], "g": text}), event({"f": "İ" + text})])


def test_a_value_that_grows_when_it_is_folded_does_not_leave_its_place() -> None:
    text = "Ⱥ" * 5000 + "needle"
    engine = engine_for(RULES, sizes=Sizes(arena=1 << 16))

    assert_agrees(engine, [event({"f": text}), event({"f": "needle"}), event({"f": text.lower()})] * 5)


def test_a_line_may_not_overwrite_what_itself_still_needs() -> None:
    engine = engine_for(RULES, sizes=Sizes(arena=1 << 14))
    many = tuple(f"{number:060}" for number in range(200))

    assert_agrees(
        engine, [event({"f": "needle", "g": "x"}), event({"f": ("needle", *many, "n1e"), "g": (*many, "x", "needle")})]
    )


def test_grams_are_found_where_the_plan_put_them() -> None:
    key = hashing.gram_key(7, 3, 4)

    assert gram_key(7, 3, 4) == key
    assert int(gram_hash(0x64636261, key)) == hashing.gram_hash(0x64636261, key)
    assert int(gram_hash(0x64636261, key)) >> (64 - FILTER_BITS) < 1 << FILTER_BITS


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
    hits = engine_for(POSITIONS).match_events([event({"A": value})])

    assert hits.pairs[:, 1].tolist() == expected


def test_a_long_value_is_kept_only_from_the_second_time_on() -> None:
    engine = engine_for([RULES[0]])
    long = "long enough to be seldom the same again, and without a " + "needle" * 3

    assert [values(engine, long), values(engine, long), values(engine, long)] == [1, 1, 0]
