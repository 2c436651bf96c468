from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from correlations import NO_LATENESS, RULES, correlation, rule
from otasuke.detect.correlate.plan import make_plans
from otasuke.detect.rule import Bound, Correlation, RefNot, RefOr, RuleRef

GOOD = correlation("event_count", ("gte", 3))


def fault_of(bad: Correlation, **said: Any) -> str:
    plans, faults = make_plans([bad], said.get("rules", RULES), NO_LATENESS)
    assert plans == ()
    return str(faults[0])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (replace(GOOD, rules=()), "names no rules"),
        (replace(GOOD, rules=("missing",)), "refers to 'missing', which is not there"),
        (replace(GOOD, timespan=timedelta(0)), "not longer than zero"),
        (replace(GOOD, bounds=()), "has no condition"),
        (replace(GOOD, bounds=(Bound("gte", float("inf")),)), "not all finite numbers"),
        (replace(GOOD, expression=RuleRef("a")), "which event_count cannot have"),
        (replace(GOOD, bounds=(Bound("gte", 10_000),)), "counts to 10000, but a window holds 10000"),
        (correlation("value_count", ("gte", 3)), "names no field"),
        (correlation("value_count", ("lt", 10_000), fields=("x",)), "more than a window holds, 10000"),
        (correlation("value_sum", ("gte", 3), fields=("x", "y")), "names 2 fields, but value_sum takes one"),
        (correlation("value_percentile", ("gt", 1), fields=("x",), percentile=101), "not between 0 and 100"),
        (correlation("temporal", ("gte", 2), rules=("a",)), "wants 2 different rules, but names 1"),
        (correlation("temporal", expression=RefNot(RuleRef("x"))), "refers to 'x'"),
    ],
)
def test_a_rule_that_cannot_run_is_named_with_the_reason(bad: Correlation, reason: str) -> None:
    fault = fault_of(bad)

    assert fault.startswith("rules/pattern.yml:1: correlation 'Pattern' ")
    assert reason in fault


def test_a_name_of_two_rules_is_ambiguous() -> None:
    rules = [rule("one", name="login"), rule("two", name="login")]

    assert "'login', which is the name of 2 rules: one, two" in fault_of(replace(GOOD, rules=("login",)), rules=rules)


def test_too_many_ordered_rules_in_an_expression_are_refused() -> None:
    rules = [rule(f"r{number}") for number in range(11)]
    expression = RefOr(tuple(RuleRef(one.id) for one in rules))
    bad = correlation("temporal_ordered", rules=tuple(one.id for one in rules), expression=expression)

    assert "at most 10 are possible" in fault_of(bad, rules=rules)


def test_a_circle_cannot_run() -> None:
    one, two = replace(GOOD, id="one", rules=("two",)), replace(GOOD, id="two", rules=("one",))

    plans, faults = make_plans([one, two], RULES, NO_LATENESS)

    assert plans == ()
    assert {fault.rule_id for fault in faults} == {"one", "two"}


def test_what_builds_on_a_rule_that_cannot_run_cannot_run_either() -> None:
    broken, outer = replace(GOOD, id="broken", rules=("x",)), replace(GOOD, id="outer", rules=("broken",))

    plans, faults = make_plans([outer, GOOD, broken], RULES, NO_LATENESS)

    assert [plan.id for plan in plans] == ["pattern"]
    assert "'broken', which cannot run" in str(faults[1])


def test_an_id_is_given_once() -> None:
    plans, faults = make_plans([GOOD, replace(GOOD, title="Again"), replace(GOOD, id="a")], RULES, NO_LATENESS)

    assert [plan.correlation.title for plan in plans] == ["Pattern"]
    assert [fault.message for fault in faults] == [
        "the id 'pattern' is taken by another rule",
        "the id 'a' is taken by another rule",
    ]


def test_inner_correlations_come_first() -> None:
    outer = replace(GOOD, id="outer", rules=("inner",))
    inner = replace(GOOD, id="some-id", name="inner")

    plans, faults = make_plans([outer, inner], RULES, NO_LATENESS)

    assert [plan.id for plan in plans] == ["some-id", "outer"]
    assert faults == ()


def test_an_alias_without_a_field_for_a_rule_means_the_field_of_its_own_name() -> None:
    aliased = replace(GOOD, rules=("a", "b"), group_by=("ip",), aliases={"ip": {"a": "src"}})

    plans, _ = make_plans([aliased], RULES, NO_LATENESS)

    assert plans[0].group_fields == {"a": ("src",), "b": ("ip",)}


def test_a_rule_that_only_the_expression_names_belongs_to_the_correlation() -> None:
    plans, _ = make_plans([correlation("temporal", rules=(), expression=RuleRef("b"))], RULES, NO_LATENESS)

    assert plans[0].steps == {"b": (0,)}
