from __future__ import annotations

import pytest

from otasuke.detect.correlate.conditions import (
    all_hold,
    can_only_become_true,
    compile_bounds,
    compile_expression,
    denies_something,
    least_count,
    names_in,
)
from otasuke.detect.rule import Bound, RefAnd, RefExpr, RefNot, RefOr, RuleRef

A, B = RuleRef("a"), RuleRef("b")
BITS = {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("operator", "passing"), [("lt", [1]), ("lte", [1, 2]), ("gt", [3]), ("gte", [2, 3]), ("eq", [2]), ("neq", [1, 3])]
)
def test_each_operator_compares_the_number_with_the_bound(operator: str, passing: list[int]) -> None:
    comparisons = compile_bounds([Bound(operator, 2)])  # type: ignore[arg-type]

    assert [number for number in (1, 2, 3) if all_hold(number, comparisons)] == passing


@pytest.mark.parametrize(
    ("bounds", "least"),
    [
        ([Bound("gte", 3)], 3),
        ([Bound("gt", 3)], 4),
        ([Bound("gte", 2.5)], 3),
        ([Bound("gt", 2.5)], 3),
        ([Bound("gte", 0)], 1),
    ],
)
def test_the_least_count_is_the_smallest_that_passes(bounds: list[Bound], least: int) -> None:
    assert least_count(bounds) == least


def test_only_lower_bounds_stay_true() -> None:
    assert can_only_become_true([Bound("gt", 1), Bound("gte", 2)])
    assert not can_only_become_true([Bound("gt", 1), Bound("lte", 5)])


@pytest.mark.parametrize(
    ("expression", "true_for"),
    [
        (RefAnd((A, B)), [3]),
        (RefOr((A, B)), [1, 2, 3]),
        (RefAnd((A, RefNot(B))), [1]),
        (RefNot(RefAnd((A, B))), [0, 1, 2]),
        (RefNot(RefOr((A, B))), [0]),
        (RefNot(RefNot(A)), [1, 3]),
    ],
)
def test_an_expression_is_true_for_sets_of_rules(expression: RefExpr, true_for: list[int]) -> None:
    formula = compile_expression(expression, BITS)

    assert [seen for seen in range(4) if formula(seen, seen)] == true_for


def test_a_negated_rule_must_not_be_seen_at_all() -> None:
    formula = compile_expression(RefAnd((A, RefNot(B))), BITS)

    assert not formula(1, 3)


def test_an_expression_that_denies_can_become_false() -> None:
    assert denies_something(RefOr((A, RefNot(B))))
    assert not denies_something(RefAnd((A, RefNot(RefNot(B)))))


def test_names_come_in_order_and_once() -> None:
    assert names_in(RefAnd((B, RefNot(A), RefOr((B, A))))) == ("b", "a")
