"""Correlation documents. Source: Sigma correlation rules specification 2.1.0, and pySigma for extended conditions.

The units M and y of a time span are the mean month (2,629,746 s) and year (31,556,952 s) of the Gregorian calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from math import isinf
from typing import Literal

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.conditions import Grammar, parse_condition
from otasuke.detect.parse.findings import Findings, shortened, unknown
from otasuke.detect.parse.metadata import Metadata
from otasuke.detect.parse.reading import table_of, text_of, texts_of
from otasuke.detect.parse.yaml_tree import Scalar, Table
from otasuke.detect.rule import (
    Bound,
    Correlation,
    CorrelationType,
    Place,
    RefAnd,
    RefExpr,
    RefNot,
    RefOr,
    RuleRef,
)
from otasuke.detect.scalars import parse_number

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_629_746, "y": 31_556_952}
_MAX_TIMESPAN = timedelta(days=3660)
_TIMESPAN = re.compile(r"([0-9]{1,9})([smhdwMy])", re.ASCII)
_TEMPORAL = frozenset({CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED})
_OPERATORS: tuple[Literal["lt", "lte", "gt", "gte", "eq", "neq"], ...] = ("lt", "lte", "gt", "gte", "eq", "neq")
_CONDITION_KEYS = frozenset({*_OPERATORS, "field", "percentile"})


@dataclass(frozen=True, slots=True)
class _Condition:
    """What the condition of a correlation says, in either of its two forms."""

    bounds: tuple[Bound, ...] = ()
    fields: tuple[str, ...] = ()
    percentile: float | None = None
    expression: RefExpr | None = None


def parse_correlation(table: Table, metadata: Metadata, place: Place, findings: Findings) -> Correlation:
    """Read a correlation document; what is broken in it goes to the findings or is raised as RuleError.

    The rules it names are not looked up here. A correlation without a level is medium, like any rule.
    """
    body = table_of(table, "correlation")
    kind = _type(body)
    condition = _condition(body, kind, findings)
    rules = _rules(body, condition.expression, findings)
    return Correlation(
        id=metadata.id,
        title=metadata.title,
        level=metadata.level,
        type=kind,
        rules=rules,
        group_by=texts_of(body, "group-by"),
        timespan=_timespan(body),
        place=place,
        bounds=condition.bounds,
        fields=condition.fields,
        percentile=condition.percentile,
        expression=condition.expression,
        aliases=_aliases(body, rules, findings),
        generate=_generate(table) or _generate(body),
        name=metadata.name,
        status=metadata.status,
        description=metadata.description,
        tags=metadata.tags,
        falsepositives=metadata.falsepositives,
        references=metadata.references,
        author=metadata.author,
        date=metadata.date,
    )


def names_in(expression: RefExpr) -> list[str]:
    """The rules that an extended condition names, each once, in order."""
    if isinstance(expression, RuleRef):
        return [expression.name]
    if isinstance(expression, RefNot):
        return names_in(expression.part)
    return list(dict.fromkeys(name for part in expression.parts for name in names_in(part)))


def _type(body: Table) -> CorrelationType:
    written = text_of(body, "type")
    if not written:
        raise RuleError('"type" is missing', body.line)
    if written not in set(CorrelationType):
        raise RuleError(
            unknown("correlation type", written, [str(kind) for kind in CorrelationType]), body.lines["type"]
        )
    return CorrelationType(written)


def _rules(body: Table, expression: RefExpr | None, findings: Findings) -> tuple[str, ...]:
    """The rules in their order, without repetition; those of the extended condition if there is no list."""
    rules = tuple(dict.fromkeys(texts_of(body, "rules")))
    if expression is None:
        if not rules:
            raise RuleError('"rules" is missing', body.line)
        return rules
    named = names_in(expression)
    for name in named if rules else ():
        if name not in rules:
            findings.note(body.lines["condition"], unknown("rule", name, rules, 'is not in "rules"'))
    for name in rules:
        if name not in named:
            findings.note(body.lines["rules"], f'rule "{shortened(name)}" is not in the condition')
    return rules or tuple(named)


def _timespan(body: Table) -> timedelta:
    written = text_of(body, "timespan")
    if not written:
        raise RuleError('"timespan" is missing', body.line)
    found = _TIMESPAN.fullmatch(written)
    if found is None or not 0 < int(found[1]) * _UNITS_S[found[2]] <= _MAX_TIMESPAN.total_seconds():
        raise RuleError(
            f'timespan "{shortened(written)}" is not a number and a unit (s, m, h, d, w, M or y), such as 90m, '
            "longer than zero and at most ten years",
            body.lines["timespan"],
        )
    return timedelta(seconds=int(found[1]) * _UNITS_S[found[2]])


def _condition(body: Table, kind: CorrelationType, findings: Findings) -> _Condition:
    node = body.nodes.get("condition")
    if node is None:
        if kind in _TEMPORAL:
            return _Condition()
        raise RuleError('"condition" is missing', body.line)
    line = body.lines["condition"]
    if isinstance(node, Table):
        return _bounded(node, kind, findings)
    if not isinstance(node, Scalar) or not node.text:
        raise RuleError('"condition" must be a map, or text for a temporal type', line)
    if kind not in _TEMPORAL:
        raise RuleError(f'a condition in words goes only with temporal types, not with "{kind}"', line)
    return _Condition(expression=_extended(node.text, line))


def _extended(written: str, line: int) -> RefExpr:
    try:
        return parse_condition(written, _EXTENDED)
    except RuleError as error:
        raise RuleError(error.message, line) from error


def _bounded(table: Table, kind: CorrelationType, findings: Findings) -> _Condition:
    for key in table.nodes:
        if key not in _CONDITION_KEYS:
            findings.note(table.lines[key], unknown("condition", key, _CONDITION_KEYS))
    bounds = tuple(Bound(operator, _number(table, operator)) for operator in _OPERATORS if operator in table.nodes)
    if not bounds:
        findings.note(table.line, f"the condition has none of {', '.join(_OPERATORS)}")
    return _Condition(bounds, _fields(table, kind), _percentile(table, kind))


def _number(table: Table, key: str) -> float:
    number = parse_number(text_of(table, key))
    if number is None or isinf(number):
        raise RuleError(f'"{key}" must be a number', table.lines[key])
    return number


def _fields(table: Table, kind: CorrelationType) -> tuple[str, ...]:
    fields = texts_of(table, "field")
    if kind.startswith("value_") and not fields:
        raise RuleError(f'a correlation of type "{kind}" needs a "field" in its condition', table.line)
    if not kind.startswith("value_") and fields:
        raise RuleError(f'a correlation of type "{kind}" has no "field"', table.lines["field"])
    if len(fields) > 1 and kind is not CorrelationType.VALUE_COUNT:
        raise RuleError(f'a correlation of type "{kind}" needs a single "field"', table.lines["field"])
    return fields


def _percentile(table: Table, kind: CorrelationType) -> float | None:
    if kind is not CorrelationType.VALUE_PERCENTILE:
        if "percentile" in table.nodes:
            raise RuleError(f'a correlation of type "{kind}" has no "percentile"', table.lines["percentile"])
        return None
    if "percentile" not in table.nodes:
        # As in the specification's own example: then it is about a value's share of all.
        return None
    percentile = _number(table, "percentile")
    if not 0 <= percentile <= 100:
        raise RuleError(f'"percentile" must be from 0 to 100, not {percentile:g}', table.lines["percentile"])
    return percentile


def _aliases(body: Table, rules: tuple[str, ...], findings: Findings) -> dict[str, dict[str, str]]:
    if "aliases" not in body.nodes:
        return {}
    table = table_of(body, "aliases")
    aliases: dict[str, dict[str, str]] = {}
    for alias in table.nodes:
        mapping = table_of(table, alias)
        aliases[alias] = {rule: text_of(mapping, rule) for rule in mapping.nodes}
        for rule, field in aliases[alias].items():
            if rule not in rules:
                findings.note(mapping.lines[rule], unknown("rule", rule, rules, 'is not in "rules"'))
            elif not field:
                findings.note(mapping.lines[rule], f'alias "{shortened(alias)}" names no field')
    return aliases


def _generate(table: Table) -> bool:
    """Whether a table says `generate: true`; the specification has it beside `correlation`, pySigma inside."""
    written = text_of(table, "generate").lower()
    if written not in ("", "true", "false"):
        raise RuleError(f'"generate" must be true or false, not "{shortened(written)}"', table.lines["generate"])
    return written == "true"


def _no_quantifier(quantifier: str, pattern: str) -> RefExpr:
    raise RuleError(f'a condition of a correlation cannot say "{quantifier} of {shortened(pattern)}"')


_EXTENDED: Grammar[RefExpr] = Grammar(
    name=RuleRef,
    of=_no_quantifier,
    every=lambda parts: RefAnd(tuple(parts)),
    some=lambda parts: RefOr(tuple(parts)),
    negated=RefNot,
)
