"""Correlation, slow and plain: every window is computed from scratch over all hits, sorted by time.

It shares no code with the engine, and its reading of the rules is docs/how/correlation.md.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from otasuke.detect.correlate import RuleHit
from otasuke.detect.rule import Correlation, RefAnd, RefNot, RefOr, RuleRef

Group = tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """When a correlation is true, for which group, and with which number."""

    group: Group
    decided_at: Any
    number: float


def expected(rule: Correlation, hits: Sequence[RuleHit]) -> list[Expected]:
    """What a correlation must find, without regard to order."""
    ordered = sorted({_key(hit): hit for hit in hits if hit.rule_id in rule.rules}.items())
    groups: dict[Group, list[RuleHit]] = {}
    for _, hit in ordered:
        for group in dict.fromkeys(_tuples(rule, rule.group_by, hit) or ()):
            groups.setdefault(group, []).append(hit)
    decide = _at_each_event if _needs_no_end(rule) else _at_the_end
    return [found for group, members in groups.items() for found in decide(rule, group, members)]


def _key(hit: RuleHit) -> tuple[Any, str, int, str]:
    return hit.time, hit.source, hit.record, hit.rule_id


def _event(hit: RuleHit) -> tuple[Any, str, int]:
    return hit.time, hit.source, hit.record


def _needs_no_end(rule: Correlation) -> bool:
    if rule.type in ("value_avg", "value_median", "value_percentile"):
        return False
    if rule.expression is not None:
        return not _has_odd_not(rule.expression, 0)
    return all(bound.operator in ("gt", "gte") for bound in rule.bounds)


def _has_odd_not(expression: Any, nots: int) -> bool:
    if isinstance(expression, RuleRef):
        return nots % 2 == 1
    if isinstance(expression, RefNot):
        return _has_odd_not(expression.part, nots + 1)
    return any(_has_odd_not(part, nots) for part in expression.parts)


def _at_each_event(rule: Correlation, group: Group, hits: list[RuleHit]) -> list[Expected]:
    found: list[Expected] = []
    armed = True
    for index, hit in enumerate(hits):
        begin = hit.time - rule.timespan  # type: ignore[operator]
        before = [other for other in hits[:index] if other.time >= begin]  # type: ignore[operator]
        armed = armed or _number(rule, before) is None
        number = _number(rule, [*before, hit])
        if armed and number is not None and (not found or begin > found[-1].decided_at):
            armed = False
            found.append(Expected(group, hit.time, _at_most_one_more(rule, number)))
    return found


def _at_most_one_more(rule: Correlation, number: Fraction) -> float:
    """A count is reported up to one more than the condition needs."""
    if rule.type not in ("event_count", "value_count"):
        return float(number)
    least = next(count for count in itertools.count(1) if _within(rule, Fraction(count)))
    return float(min(number, Fraction(least + 1)))


def _at_the_end(rule: Correlation, group: Group, hits: list[RuleHit]) -> list[Expected]:
    found: list[Expected] = []
    rest = hits
    while rest:
        end = rest[0].time + rule.timespan  # type: ignore[operator]
        window = [hit for hit in rest if hit.time <= end]  # type: ignore[operator]
        rest = rest[len(window) :]
        number = _number(rule, window)
        if number is not None:
            found.append(Expected(group, end, float(number)))
    return found


def _number(rule: Correlation, hits: list[RuleHit]) -> Fraction | None:
    """The number for which the condition holds over a window; None if it does not."""
    if not hits:
        return None
    if rule.type == "temporal":
        return _seen(rule, hits)
    if rule.type == "temporal_ordered":
        return _seen_in_order(rule, hits)
    if rule.type == "value_percentile" and rule.percentile is None:
        return _share(rule, hits)
    number = _metric(rule, hits)
    return number if number is not None and _within(rule, number) else None


def _within(rule: Correlation, number: Fraction) -> bool:
    return all(
        getattr(operator, _PYTHON_NAMES[bound.operator])(number, Fraction(str(bound.number))) for bound in rule.bounds
    )


_PYTHON_NAMES = {"lt": "lt", "lte": "le", "gt": "gt", "gte": "ge", "eq": "eq", "neq": "ne"}


def _metric(rule: Correlation, hits: list[RuleHit]) -> Fraction | None:
    if rule.type == "event_count":
        return Fraction(len({_event(hit) for hit in hits}))
    if rule.type == "value_count":
        values = [value for hit in hits for value in _tuples(rule, rule.fields, hit) or ()]
        return Fraction(len(set(values))) if values else None
    numbers = sorted(_numbers(rule, hits))
    if not numbers:
        return None
    return _STATISTICS[rule.type](numbers, rule)


def _numbers(rule: Correlation, hits: list[RuleHit]) -> list[Fraction]:
    """The numbers of each event, from the first of its hits that has any."""
    by_event: dict[Any, list[Fraction]] = {}
    for hit in hits:
        texts = [values[0] for values in dict.fromkeys(_tuples(rule, rule.fields, hit) or ())]
        by_event[_event(hit)] = by_event.get(_event(hit)) or [n for text in texts if (n := _parse(text)) is not None]
    return [number for numbers in by_event.values() for number in numbers]


def _parse(text: str) -> Fraction | None:
    try:
        return Fraction(Decimal(text))
    except InvalidOperation:
        return None


def _percentile(numbers: list[Fraction], percent: float) -> Fraction:
    rank = Fraction(str(percent)) / 100 * (len(numbers) - 1)
    low = int(rank)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] * (1 - (rank - low)) + numbers[high] * (rank - low)


_STATISTICS: dict[str, Callable[[list[Fraction], Correlation], Fraction]] = {
    "value_sum": lambda numbers, _: sum(numbers, Fraction(0)),
    "value_avg": lambda numbers, _: sum(numbers, Fraction(0)) / len(numbers),
    "value_median": lambda numbers, _: _percentile(numbers, 50),
    "value_percentile": lambda numbers, rule: _percentile(numbers, rule.percentile or 0),
}


def _share(rule: Correlation, hits: list[RuleHit]) -> Fraction | None:
    by_event: dict[Any, list[Group]] = {}
    for hit in hits:
        by_event[_event(hit)] = by_event.get(_event(hit)) or _tuples(rule, rule.fields, hit) or []
    values = [value for several in by_event.values() for value in several]
    shares = [Fraction(100 * values.count(value), len(values)) for value in values]
    return min((share for share in shares if _within(rule, share)), default=None)


def _seen(rule: Correlation, hits: list[RuleHit]) -> Fraction | None:
    seen = {hit.rule_id for hit in hits}
    if rule.expression is not None:
        holds = _true(rule.expression, seen, seen)
    else:
        holds = _within(rule, Fraction(len(seen))) if rule.bounds else len(seen) == len(rule.rules)
    return Fraction(len(seen)) if holds else None


def _seen_in_order(rule: Correlation, hits: list[RuleHit]) -> Fraction | None:
    """The length of the longest series in order that makes the condition true; bounds only look at the longest of all."""
    seen = {hit.rule_id for hit in hits}
    series = [names for names in _series(rule) if _happened(names, hits)]
    if rule.expression is not None:
        series = [names for names in series if _true(rule.expression, set(names), seen)]
    longest = max((len(names) for names in series), default=0)
    if longest == 0:
        return None
    if rule.expression is not None:
        return Fraction(longest)
    holds = _within(rule, Fraction(longest)) if rule.bounds else longest == len(rule.rules)
    return Fraction(longest) if holds else None


def _series(rule: Correlation) -> list[tuple[str, ...]]:
    return [names for size in range(1, len(rule.rules) + 1) for names in itertools.combinations(rule.rules, size)]


def _happened(names: tuple[str, ...], hits: list[RuleHit]) -> bool:
    """Whether there is an event for each name, each after the one before: the earliest possible is as good as any."""
    after: Any = None
    for name in names:
        later = [_event(hit) for hit in hits if hit.rule_id == name and (after is None or _event(hit) > after)]
        if not later:
            return False
        after = min(later)
    return True


def _true(expression: Any, plain: set[str], denied: set[str], *, negated: bool = False) -> bool:
    """Plain references ask the first set, negated ones the second."""
    match expression:
        case RuleRef(name):
            return name not in denied if negated else name in plain
        case RefNot(part):
            return _true(part, plain, denied, negated=not negated)
        case RefAnd(parts) | RefOr(parts):
            truths = [_true(part, plain, denied, negated=negated) for part in parts]
            return all(truths) if isinstance(expression, RefAnd) != negated else any(truths)
    raise AssertionError(expression)


def _tuples(rule: Correlation, names: Sequence[str], hit: RuleHit) -> list[Group] | None:
    """Every combination of values for the names, in lower case; None if one has no value."""
    offers = []
    for name in names:
        value = hit.fields.get(rule.aliases.get(name, {}).get(hit.rule_id, name), "")
        members = [value] if isinstance(value, str) else list(value)
        offers.append(list(dict.fromkeys(member.lower() for member in members if member)))
    return None if not all(offers) else list(itertools.product(*offers))
