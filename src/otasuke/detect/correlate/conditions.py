"""The condition of a correlation: comparisons of one number, or an expression over the rules that were seen."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, assert_never

from otasuke.detect.correlate.numbers import Number, exact
from otasuke.detect.rule import Bound, RefAnd, RefExpr, RefNot, RefOr, RuleRef

Comparison: TypeAlias = tuple[Callable[[Number, Number], bool], Number]
Formula: TypeAlias = Callable[[int, int], bool]
"""Truth of an expression, given two bit sets: the rules that count as seen, and all rules that were seen at all.

Plain references ask the first, negated ones the second. They differ only for ordered correlations, where the
first set is a series in the right order, while `not x` means no x at all.
"""

_OPERATORS: dict[str, Callable[[Number, Number], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "eq": operator.eq,
    "neq": operator.ne,
}


def compile_bounds(bounds: Sequence[Bound]) -> tuple[Comparison, ...]:
    """Comparisons that must all hold. Raises ValueError for a bound that is no finite number."""
    return tuple((_OPERATORS[bound.operator], exact(bound.number)) for bound in bounds)


def all_hold(number: Number, comparisons: Sequence[Comparison]) -> bool:
    """Whether the number passes every comparison."""
    return all(compare(number, bound) for compare, bound in comparisons)


def can_only_become_true(bounds: Sequence[Bound]) -> bool:
    """Whether a growing number, once it passes all bounds, passes them for ever."""
    return all(bound.operator in ("gt", "gte") for bound in bounds)


def least_count(bounds: Sequence[Bound]) -> int:
    """The smallest count, at least 1, that passes bounds of the kinds gt and gte."""
    return max([1, *(_least(bound) for bound in bounds)])


def _least(bound: Bound) -> int:
    number = exact(bound.number)
    return number // 1 + 1 if bound.operator == "gt" else -(-number // 1)


def compile_expression(expression: RefExpr, bits_by_name: Mapping[str, int], *, negated: bool = False) -> Formula:
    """The expression as a formula, with every `not` pushed down to the references.

    bits_by_name  the bits of each name in the expression; several if the rule stands for several steps.
    """
    match expression:
        case RuleRef(name):
            bits = bits_by_name[name]
            return (lambda _, seen: not seen & bits) if negated else (lambda counted, _: bool(counted & bits))
        case RefNot(part):
            return compile_expression(part, bits_by_name, negated=not negated)
        case RefAnd(parts) | RefOr(parts):
            formulas = [compile_expression(part, bits_by_name, negated=negated) for part in parts]
            needs_all = isinstance(expression, RefAnd) != negated
            return _all_of(formulas) if needs_all else _any_of(formulas)
    assert_never(expression)


def _all_of(formulas: Sequence[Formula]) -> Formula:
    return lambda counted, seen: all(formula(counted, seen) for formula in formulas)


def _any_of(formulas: Sequence[Formula]) -> Formula:
    return lambda counted, seen: any(formula(counted, seen) for formula in formulas)


def names_in(expression: RefExpr) -> tuple[str, ...]:
    """Every rule named in an expression, in its order, once each."""
    match expression:
        case RuleRef(name):
            return (name,)
        case RefNot(part):
            return names_in(part)
        case RefAnd(parts) | RefOr(parts):
            return tuple(dict.fromkeys(name for part in parts for name in names_in(part)))
    assert_never(expression)


def denies_something(expression: RefExpr, *, negated: bool = False) -> bool:
    """Whether seeing one rule more could make the expression false again."""
    match expression:
        case RuleRef():
            return negated
        case RefNot(part):
            return denies_something(part, negated=not negated)
        case RefAnd(parts) | RefOr(parts):
            return any(denies_something(part, negated=negated) for part in parts)
    assert_never(expression)
