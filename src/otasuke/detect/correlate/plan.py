"""Correlation rules made ready to run: names resolved to rule ids, conditions compiled, faults named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from otasuke.detect.correlate.conditions import (
    Comparison,
    Formula,
    can_only_become_true,
    compile_bounds,
    compile_expression,
    denies_something,
    least_count,
    names_in,
)
from otasuke.detect.correlate.limits import CorrelationLimits
from otasuke.detect.correlate.numbers import Number, exact
from otasuke.detect.rule import Bound, Correlation, CorrelationType, Fault, Rule

MICROSECOND = timedelta(microseconds=1)
MAX_ORDERED_STEPS = 10
TEMPORAL = frozenset({CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED})
COUNTING = frozenset({CorrelationType.EVENT_COUNT, CorrelationType.VALUE_COUNT})
STATISTIC = frozenset({CorrelationType.VALUE_AVG, CorrelationType.VALUE_MEDIAN, CorrelationType.VALUE_PERCENTILE})


class UnrunnableError(Exception):
    """A correlation rule that makes no sense, or more than the limits allow; the message says which and why."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A correlation rule that can run.

    index         its position among the plans.
    width         the time span in microseconds.
    at_once       True: a condition that more events cannot undo, decided at each event over the window that ends there.
                  False: decided when the window that began with its first event has closed.
    steps         the positions of a rule id in the rule list (several only if an author lists it twice).
    all_steps     how many positions there are.
    group_fields  for each rule id the event's fields behind the group-by names, in their order.
    value_fields  likewise the fields to count or compute.
    comparisons   must all hold for the number; empty if there is a formula.
    least         the smallest count that holds, where the condition is decided at once.
    """

    index: int
    correlation: Correlation
    width: int
    at_once: bool
    steps: Mapping[str, tuple[int, ...]]
    all_steps: int
    group_fields: Mapping[str, tuple[str, ...]]
    value_fields: Mapping[str, tuple[str, ...]]
    comparisons: tuple[Comparison, ...]
    least: int
    formula: Formula | None
    percent: Number | None
    limits: CorrelationLimits

    @property
    def id(self) -> str:
        return self.correlation.id

    @property
    def type(self) -> CorrelationType:
        return self.correlation.type

    @property
    def signature(self) -> str:
        """Equal for two plans exactly if the windows of one mean the same in the other."""
        rule = self.correlation
        said = (rule.type, rule.bounds, rule.percentile, rule.expression, rule.group_by, self.width)
        return repr(
            (said, sorted(self.steps.items()), sorted(self.group_fields.items()), sorted(self.value_fields.items()))
        )


def make_plans(
    correlations: Sequence[Correlation], rules: Iterable[Rule], limits: CorrelationLimits
) -> tuple[tuple[Plan, ...], tuple[Fault, ...]]:
    """The correlations that can run, those that others build on first, and why the rest cannot."""
    singles = {rule.id: rule for rule in rules}
    ids = _ids_by_name([*singles.values(), *correlations])
    runnable = set(singles)
    faults: list[Fault] = []
    plans: list[Plan] = []
    faults.extend(_taken_ids(correlations, singles))
    different = {correlation.id: correlation for correlation in reversed(correlations) if correlation.id not in singles}
    for correlation in _others_first(list(reversed(different.values())), ids):
        try:
            plans.append(_plan(correlation, ids=ids, runnable=runnable, index=len(plans), limits=limits))
        except UnrunnableError as fault:
            faults.append(Fault(correlation.place, f"correlation {correlation.title!r} {fault}", correlation.id))
        else:
            runnable.add(correlation.id)
    return tuple(plans), tuple(faults)


def _taken_ids(correlations: Sequence[Correlation], singles: Mapping[str, Rule]) -> Iterable[Fault]:
    """A fault for each correlation whose id a rule or an earlier correlation has."""
    taken = set(singles)
    for correlation in correlations:
        if correlation.id in taken:
            yield Fault(correlation.place, f"the id {correlation.id!r} is taken by another rule", correlation.id)
        taken.add(correlation.id)


def _ids_by_name(rules: Sequence[Rule | Correlation]) -> dict[str, set[str]]:
    """The rule ids that each id and name may mean; an id means itself, whatever is named like it."""
    ids: dict[str, set[str]] = {}
    for rule in rules:
        if rule.name:
            ids.setdefault(rule.name, set()).add(rule.id)
    return ids | {rule.id: {rule.id} for rule in rules}


def _others_first(correlations: Iterable[Correlation], ids: Mapping[str, set[str]]) -> list[Correlation]:
    """The correlations in an order in which each comes after those it refers to; those in a circle come in any order."""
    by_id = {correlation.id: correlation for correlation in correlations}
    ordered: list[Correlation] = []
    begun: set[str] = set()
    todo = [(correlation, False) for correlation in reversed(by_id.values())]
    while todo:
        correlation, others_are_done = todo.pop()
        if others_are_done:
            ordered.append(correlation)
        elif correlation.id not in begun:
            begun.add(correlation.id)
            todo.append((correlation, True))
            named = {rule_id for name in _names(correlation) for rule_id in ids.get(name, ())}
            todo.extend((by_id[rule_id], False) for rule_id in sorted(named) if rule_id in by_id)
    return ordered


def _names(correlation: Correlation) -> tuple[str, ...]:
    """The rules a correlation refers to: those of its list, then those that only its expression names."""
    named = names_in(correlation.expression) if correlation.expression else ()
    return (*correlation.rules, *(name for name in named if name not in correlation.rules))


def _plan(
    correlation: Correlation, *, ids: Mapping[str, set[str]], runnable: Set[str], index: int, limits: CorrelationLimits
) -> Plan:
    names = _names(correlation)
    inputs = [_id(name, ids, runnable) for name in names]
    if not inputs:
        raise UnrunnableError("names no rules")
    width = correlation.timespan // MICROSECOND
    if width <= 0:
        raise UnrunnableError(f"has the time span {correlation.timespan}, which is not longer than zero")
    bounds = _bounds(correlation, different=len(set(inputs)))
    at_once = _is_decided_at_once(correlation, bounds)
    least = least_count(bounds) if at_once else 0
    steps = {rule: tuple(step for step, other in enumerate(inputs) if other == rule) for rule in inputs}
    plan = Plan(
        index=index,
        correlation=correlation,
        width=width,
        at_once=at_once,
        steps=steps,
        all_steps=len(inputs),
        group_fields={rule: _fields(correlation.group_by, correlation, rule=rule, ids=ids) for rule in inputs},
        value_fields={rule: _fields(correlation.fields, correlation, rule=rule, ids=ids) for rule in inputs},
        comparisons=compile_bounds(bounds),
        least=least,
        formula=_formula(correlation, dict(zip(names, inputs, strict=True)), steps),
        percent=_percent(correlation),
        limits=limits,
    )
    _check_fields(plan)
    _check_sizes(plan)
    return plan


def _id(name: str, ids: Mapping[str, set[str]], runnable: Set[str]) -> str:
    """The id of the rule that a reference means."""
    found = sorted(ids.get(name, ()))
    if not found:
        raise UnrunnableError(f"refers to {name!r}, which is not there")
    if len(found) > 1:
        raise UnrunnableError(f"refers to {name!r}, which is the name of {len(found)} rules: {', '.join(found)}")
    if found[0] not in runnable:
        raise UnrunnableError(f"refers to {name!r}, which cannot run, or refers back to it")
    return found[0]


def _bounds(correlation: Correlation, *, different: int) -> tuple[Bound, ...]:
    """The rule's own bounds; a temporal rule without any wants every rule."""
    if correlation.expression:
        if correlation.type not in TEMPORAL:
            raise UnrunnableError(f"has an expression for its condition, which {correlation.type} cannot have")
        return ()
    bounds = correlation.bounds
    if correlation.type in TEMPORAL and not bounds:
        rules = len(correlation.rules) if correlation.type is CorrelationType.TEMPORAL_ORDERED else different
        return (Bound("gte", rules),)
    if not bounds:
        raise UnrunnableError("has no condition")
    try:
        compile_bounds(bounds)
    except ValueError:
        raise UnrunnableError(f"compares with {[bound.number for bound in bounds]}, not all finite numbers") from None
    return bounds


def _is_decided_at_once(correlation: Correlation, bounds: tuple[Bound, ...]) -> bool:
    if correlation.expression:
        return not denies_something(correlation.expression)
    return correlation.type not in STATISTIC and can_only_become_true(bounds)


def _fields(
    names: tuple[str, ...], correlation: Correlation, *, rule: str, ids: Mapping[str, set[str]]
) -> tuple[str, ...]:
    return tuple(_field(name, correlation, rule=rule, ids=ids) for name in names)


def _field(name: str, correlation: Correlation, *, rule: str, ids: Mapping[str, set[str]]) -> str:
    """The event's field behind a name, for events of one rule: its alias there, else the name itself."""
    for alias_rule, field in correlation.aliases.get(name, {}).items():
        if rule in ids.get(alias_rule, ()):
            return field
    return name


def _formula(correlation: Correlation, ids: Mapping[str, str], steps: Mapping[str, tuple[int, ...]]) -> Formula | None:
    if correlation.expression is None:
        return None
    bits_by_name = {name: sum(1 << step for step in steps[rule]) for name, rule in ids.items()}
    return compile_expression(correlation.expression, bits_by_name)


def _percent(correlation: Correlation) -> Number | None:
    if correlation.type is CorrelationType.VALUE_MEDIAN:
        return 50
    if correlation.type is not CorrelationType.VALUE_PERCENTILE or correlation.percentile is None:
        return None
    if not 0 <= correlation.percentile <= 100:
        raise UnrunnableError(f"asks for the percentile {correlation.percentile}, which is not between 0 and 100")
    return exact(correlation.percentile)


def _check_fields(plan: Plan) -> None:
    """Counting and computing need a field, computing just one."""
    named = len(plan.correlation.fields)
    if plan.type in TEMPORAL or plan.type is CorrelationType.EVENT_COUNT:
        return
    if named == 0:
        raise UnrunnableError("names no field in its condition")
    if named > 1 and plan.type is not CorrelationType.VALUE_COUNT:
        raise UnrunnableError(f"names {named} fields, but {plan.type} takes one")


def _check_sizes(plan: Plan) -> None:
    """A condition that could never be true, or not within the limits, is a fault and not a silent rule."""
    if plan.type in TEMPORAL and plan.least > plan.all_steps:
        raise UnrunnableError(f"wants {plan.least} different rules, but names {plan.all_steps}")
    if plan.type is CorrelationType.TEMPORAL_ORDERED and plan.formula and plan.all_steps > MAX_ORDERED_STEPS:
        raise UnrunnableError(
            f"puts {plan.all_steps} rules in order with an expression; at most {MAX_ORDERED_STEPS} are possible"
        )
    room = {CorrelationType.EVENT_COUNT: plan.limits.max_events, CorrelationType.VALUE_COUNT: plan.limits.max_values}
    if plan.type in COUNTING and plan.at_once and plan.least >= room[plan.type]:
        raise UnrunnableError(f"counts to {plan.least}, but a window holds {room[plan.type]}")
    if plan.type is CorrelationType.VALUE_COUNT and any(
        bound >= plan.limits.max_values for _, bound in plan.comparisons
    ):
        raise UnrunnableError(f"compares a count of values with more than a window holds, {plan.limits.max_values}")
