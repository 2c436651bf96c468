from __future__ import annotations

import pickle

import pytest

from detect.rules import load, rule, rule_text
from otasuke.detect.rule import And, Atom, Fault, Level, Or, Place, Text, Wildcard


def test_levels_rank_by_how_bad_it_is() -> None:
    assert [Level(name).rank for name in ("informational", "low", "medium", "high", "critical")] == [0, 1, 2, 3, 4]


def test_a_place_reads_as_editors_write_it() -> None:
    assert str(Place("rules/x.yml", 12)) == "rules/x.yml:12"


def test_a_fault_names_its_place_first() -> None:
    assert str(Fault(Place("rules/x.yml", 12), "it has no title")) == "rules/x.yml:12: it has no title"


@pytest.mark.parametrize("level", Level)
def test_a_level_is_written_as_in_the_rule(level: Level) -> None:
    (loaded,) = load(rule_text("s:\n  f: x\ncondition: s", head=f"id: rule-1\nlevel: {level}\n")).rules

    assert loaded.level is level


def test_equal_conditions_are_one_in_a_set() -> None:
    one, again = (rule("s:\n  f|contains: [a, b]\n  g: 1\ncondition: not s").condition for _ in range(2))

    assert {one, again} == {one}


def test_the_same_parts_under_and_and_or_are_different_conditions() -> None:
    parts = (Atom("f", Text(("a",))), Atom("g", Text((Wildcard.ONE,))))

    assert len({And(parts), Or(parts)}) == 2


def test_a_rule_survives_being_pickled() -> None:
    original = rule("s:\n  f|cidr: 10.0.0.0/8\n  g: 'a*'\ncondition: s")

    assert pickle.loads(pickle.dumps(original)) == original
