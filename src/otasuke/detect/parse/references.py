"""Which rules the documents of all files name, and whether those can be run."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from otasuke.detect.parse.findings import MAX_FINDINGS, shortened, unknown
from otasuke.detect.rule import Correlation, Fault, RefAnd, RefExpr, RefNot, RefOr, Rule, RuleRef

T = TypeVar("T", bound=Rule | Correlation)


def without_duplicates(parsed: Iterable[T]) -> tuple[list[T], list[Fault]]:
    """Those whose id and name are free when they come; a fault for each other one."""
    taken: dict[str, T] = {}
    kept: list[T] = []
    faults: list[Fault] = []
    for rule in parsed:
        names = {name for name in (rule.id, rule.name) if name}
        if clash := next((name for name in sorted(names) if name in taken), None):
            message = f'"{shortened(clash)}" is already the id or name of the rule at {taken[clash].place}'
            faults.append(Fault(rule.place, message, rule.id))
            continue
        kept.append(rule)
        taken.update(dict.fromkeys(names, rule))
    return kept, faults


def resolve_correlations(
    rules: Sequence[Rule], correlations: Sequence[Correlation]
) -> tuple[list[Correlation], list[Fault]]:
    """The correlations whose rules can all be run, with those rules by id; and a fault for each other one.

    Each comes after the correlations that it builds on.
    """
    everything: list[Rule | Correlation] = [*rules, *correlations]
    ids = {name: rule.id for rule in everything for name in (rule.id, rule.name) if name}
    runnable = _runnable(rules, correlations, ids)
    good = set(runnable)
    stuck = [correlation for correlation in correlations if correlation.id not in good]
    faults = [
        Fault(correlation.place, _why_not(correlation, ids, good, suggest=number < MAX_FINDINGS), correlation.id)
        for number, correlation in enumerate(stuck)
    ]
    by_id = {correlation.id: correlation for correlation in correlations}
    return [_by_id(by_id[name], ids) for name in runnable if name in by_id], faults


def _runnable(rules: Sequence[Rule], correlations: Sequence[Correlation], ids: Mapping[str, str]) -> list[str]:
    """The ids of what can be run, each after all that it builds on. What is in a cycle is never reached."""
    waits_for: dict[str, int] = {}
    builders: defaultdict[str, list[str]] = defaultdict(list)
    for correlation in correlations:
        waits_for[correlation.id] = len(correlation.rules)
        for name in correlation.rules:
            builders[ids.get(name, "")].append(correlation.id)
    builders.pop("", None)
    reached: list[str] = []
    queue = deque(rule.id for rule in rules)
    while queue:
        done = queue.popleft()
        reached.append(done)
        for builder in builders[done]:
            waits_for[builder] -= 1
            if waits_for[builder] == 0:
                queue.append(builder)
    return reached


def _why_not(correlation: Correlation, ids: Mapping[str, str], good: set[str], *, suggest: bool) -> str:
    for name in correlation.rules:
        if name not in ids:
            return unknown("rule", name, ids if suggest else (), "is not among the rules that can be run")
    waiting = next(name for name in correlation.rules if ids[name] not in good)
    return f'correlation "{shortened(waiting)}" cannot be run itself, or builds on this one in a circle'


def _by_id(correlation: Correlation, ids: Mapping[str, str]) -> Correlation:
    return replace(
        correlation,
        rules=tuple(ids[name] for name in correlation.rules),
        expression=None if correlation.expression is None else _expression(correlation.expression, ids),
        aliases={
            alias: {ids[name]: field for name, field in fields.items()} for alias, fields in correlation.aliases.items()
        },
    )


def _expression(expression: RefExpr, ids: Mapping[str, str]) -> RefExpr:
    if isinstance(expression, RuleRef):
        return RuleRef(ids[expression.name])
    if isinstance(expression, RefNot):
        return RefNot(_expression(expression.part, ids))
    parts = tuple(_expression(part, ids) for part in expression.parts)
    return RefAnd(parts) if isinstance(expression, RefAnd) else RefOr(parts)
