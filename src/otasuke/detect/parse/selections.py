"""The `detection` of a rule, or the `filter` of a filter: its search identifiers under its condition."""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.conditions import Grammar, parse_condition
from otasuke.detect.parse.detections import count_atoms, joined, parse_identifier
from otasuke.detect.parse.findings import Findings, shortened, unknown
from otasuke.detect.parse.reading import texts
from otasuke.detect.parse.values import Workshop
from otasuke.detect.parse.yaml_tree import Table
from otasuke.detect.rule import And, Expr, Not, Or

# Not search identifiers. The time frame belonged to the aggregations of old Sigma.
_RESERVED = frozenset({"condition", "timeframe"})
_IDENTIFIER_WORK = 4


def parse_detection(table: Table, workshop: Workshop, findings: Findings, *, reserved: frozenset[str]) -> Expr:
    """The expression of a detection; what is broken in it goes to the findings.

    reserved  further keys that are no search identifiers.
    Several conditions in a list are one joined by `or`.
    """
    identifiers = {
        name: parse_identifier(name, node, workshop, findings)
        for name, node in table.nodes.items()
        if name not in _RESERVED | reserved
    }
    if "condition" not in table.nodes:
        raise RuleError('"condition" is missing', table.line)
    line = table.lines["condition"]
    conditions = texts(table.nodes["condition"], "condition", line)
    if not conditions:
        raise RuleError("the condition is empty", line)
    grammar = _grammar(identifiers, workshop)
    parsed: list[Expr] = []
    for condition in conditions:
        with findings.collecting(line):
            parsed.append(parse_condition(condition, grammar))
    return joined(Or, parsed)


def _grammar(identifiers: Mapping[str, Expr], workshop: Workshop) -> Grammar[Expr]:
    sizes = {name: count_atoms(expression) for name, expression in identifiers.items()}

    def named(name: str) -> Expr:
        if name not in identifiers:
            raise RuleError(unknown("search identifier", name, identifiers, "is not defined"))
        # A condition may name a large selection many times, and every time is a copy once the rule is compiled.
        workshop.spend(sizes[name])
        return identifiers[name]

    def of(quantifier: str, pattern: str) -> Expr:
        workshop.spend(_IDENTIFIER_WORK * len(identifiers))
        chosen = [named(name) for name in identifiers if _is_meant(name, pattern)]
        if not chosen:
            raise RuleError(f'"{quantifier} of {shortened(pattern)}" fits no search identifier')
        return joined(And if quantifier == "all" else Or, chosen)

    return Grammar(
        name=named,
        of=of,
        every=lambda parts: joined(And, parts),
        some=lambda parts: joined(Or, parts),
        negated=Not,
    )


def _is_meant(name: str, pattern: str) -> bool:
    """Whether a pattern means a search identifier. One that begins with `_` is meant only by a pattern that does, too."""
    if name.startswith("_") and not pattern.startswith("_"):
        return False
    if pattern.lower() == "them":
        return True
    return _fits(name, pattern.split("*"))


def _fits(name: str, pieces: list[str]) -> bool:
    """Whether the name is the pieces in their order with anything between them, in linear time."""
    if len(pieces) == 1:
        return name == pieces[0]
    first, *inner, last = pieces
    if len(name) < len(first) + len(last) or not (name.startswith(first) and name.endswith(last)):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in inner:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
