from __future__ import annotations

import pickle
from dataclasses import replace
from enum import Enum
from typing import Any

import numpy as np
import pytest

from detect.rules import load, rule_text
from otasuke.detect.plan import saved
from otasuke.detect.plan.compile import compile_plan
from otasuke.detect.plan.saved import BadSavedRules, save
from otasuke.detect.rule import Fault, Place, RuleSet

RULES = load(
    rule_text("s:\n  f|re: net.*user\n  g|cidr: 10.0.0.0/8\ncondition: s"),
    rule_text("s:\n  - mimikatz\n  - lsass*dump\ncondition: s", head="id: rule-2\nlevel: high\n"),
    b"""
title: Often
id: often
correlation: {type: event_count, rules: [rule-1], group-by: [f], timespan: 5m, condition: {gte: 3}}
""",
    b"title: Broken\n",
)
DATA = save(RULES, compile_plan(RULES.rules))


def with_fault(anything: Any) -> bytes:
    """A saved rule set in which somebody has planted something."""
    return save(replace(RULES, faults=(anything,)), compile_plan(RULES.rules))


def test_rules_come_back_as_they_were_saved() -> None:
    loaded = saved.load(DATA)

    assert [loaded.rule(number) for number in range(len(loaded.ids))] == list(RULES.rules)
    assert loaded.ids == ("rule-1", "rule-2")
    assert loaded.correlations == RULES.correlations != ()
    assert loaded.faults == RULES.faults != ()


def test_rules_come_back_on_a_python_that_pickles_enumerations_by_getattr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python 3.11.0 to 3.11.3 do; Debian 12 has one of them."""
    monkeypatch.setattr(Enum, "__reduce_ex__", lambda self, _: (getattr, (type(self), self.name)))

    loaded = saved.load(save(RULES, compile_plan(RULES.rules)))

    assert [loaded.rule(number) for number in range(len(loaded.ids))] == list(RULES.rules)
    assert loaded.correlations == RULES.correlations


def test_a_plan_comes_back_as_it_was_saved() -> None:
    plan = compile_plan(RULES.rules)

    loaded = saved.load(DATA).plan

    assert (loaded.fields, loaded.sources, loaded.rules) == (plan.fields, plan.sources, plan.rules)
    assert (loaded.asked, loaded.keywords) == (plan.asked, plan.keywords)
    assert list(loaded.tables) == list(plan.tables)
    for name, table in plan.tables.items():
        assert loaded.tables[name].dtype == table.dtype
        assert np.array_equal(loaded.tables[name], table)
    for name in ("heard", "searched", "always"):
        assert np.array_equal(getattr(loaded, name), getattr(plan, name))


def test_no_rules_can_be_saved_too() -> None:
    empty = RuleSet((), (), ())

    loaded = saved.load(save(empty, compile_plan(())))

    assert loaded.ids == ()


def test_a_rule_is_read_once() -> None:
    loaded = saved.load(DATA)

    assert loaded.rule(1) is loaded.rule(1)


@pytest.mark.parametrize("data", [b"", b"otasuke", b"otasuke-rules-0\n" + DATA[16:], b"\x80\x04."])
def test_other_bytes_are_no_saved_rules(data: bytes) -> None:
    with pytest.raises(BadSavedRules, match="no saved rules"):
        saved.load(data)


@pytest.mark.parametrize("kept", [16, 18, 20, 21, 400, len(DATA) // 2, len(DATA) - 1])
def test_saved_rules_that_are_cut_short_are_refused(kept: int) -> None:
    with pytest.raises(BadSavedRules):
        saved.load(DATA[:kept])


def test_bytes_behind_the_end_are_refused() -> None:
    with pytest.raises(BadSavedRules):
        saved.load(DATA + b"x")


def test_a_damaged_head_is_refused() -> None:
    with pytest.raises(BadSavedRules):
        saved.load(DATA.replace(b'"arrays"', b'"arroys"', 1))


class Planted:
    """Calls a function when it is unpickled."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        function, *arguments = self.call
        return function, tuple(arguments)


def test_a_pickle_that_calls_a_function_is_refused_before_it_does() -> None:
    with pytest.raises(BadSavedRules, match=r"builtins\.eval is no part of a rule"):
        saved.load(with_fault(Planted(eval, "1/0")))


def test_a_pickle_of_a_foreign_class_is_refused() -> None:
    with pytest.raises(BadSavedRules, match="is no part of a rule"):
        saved.load(with_fault(RuntimeError("x")))


def test_a_foreign_class_in_a_single_rule_is_refused_when_it_is_read() -> None:
    rules = replace(RULES, rules=(replace(RULES.rules[0], title=RuntimeError("x")),))  # type: ignore[arg-type]
    loaded = saved.load(save(rules, compile_plan(())))

    with pytest.raises(pickle.UnpicklingError, match="is no part of a rule"):
        loaded.rule(0)


def test_faults_keep_their_place() -> None:
    fault = Fault(Place("x.yml", 3), "what is wrong", "rule-9")

    assert saved.load(with_fault(fault)).faults == (fault,)
