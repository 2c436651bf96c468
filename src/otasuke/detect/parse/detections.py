"""A search identifier of a rule (`selection: …`) to an expression.

A map is true if all its entries are, a list if any of its members is; a text or number in place of a map is a keyword,
searched in every field of the event. Source: Sigma specification 2.1.0, chapter "Detection".
"""

from __future__ import annotations

from collections.abc import Callable

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.findings import Findings, shortened
from otasuke.detect.parse.modifiers import Plan, plan_for
from otasuke.detect.parse.values import Workshop, tests_for, undefined_placeholders
from otasuke.detect.parse.yaml_tree import Items, Node, Scalar, Table
from otasuke.detect.rule import And, Atom, Expr, Not, Or

_KEYWORD = plan_for(())


def parse_identifier(name: str, node: Node, workshop: Workshop, findings: Findings) -> Expr:
    """The expression of one search identifier; what is broken in it goes to the findings."""
    return _Reader(workshop, findings).expression(node, f'"{shortened(name)}"')


class _Reader:
    def __init__(self, workshop: Workshop, findings: Findings) -> None:
        self._workshop = workshop
        self._findings = findings

    def expression(self, node: Node, name: str) -> Expr:
        if isinstance(node, Table):
            return joined(And, self._entries(node, name))
        if isinstance(node, Items):
            return joined(Or, self._members(node, name))
        with self._findings.collecting(node.line):
            return self._value(None, node, _KEYWORD)
        return Or(())

    def _entries(self, table: Table, name: str) -> list[Expr]:
        if not table.nodes:
            self._findings.note(table.line, f"{name} has no fields")
        entries: list[Expr] = []
        for key, node in table.nodes.items():
            with self._findings.collecting(table.lines[key]):
                entries.append(self._entry(key, node))
        return entries

    def _members(self, items: Items, name: str) -> list[Expr]:
        if not items.nodes:
            self._findings.note(items.line, f"{name} is an empty list")
        return [self.expression(node, name) for node in items.nodes]

    def _entry(self, key: str, node: Node) -> Expr:
        """An entry of a map: `field|modifiers: value or values`; without a field, keywords."""
        field, *modifiers = key.split("|")
        plan = plan_for(tuple(modifiers))
        nodes = node.nodes if isinstance(node, Items) else [node]
        if not nodes:
            raise RuleError(f'"{shortened(key)}" has no values')
        expressions: list[Expr] = []
        for value in nodes:
            with self._findings.collecting(value.line):
                expressions.append(self._value(field or None, value, plan))
        together = joined(And if plan.every else Or, expressions)
        return Not(together) if plan.negated else together

    def _value(self, field: str | None, node: Node, plan: Plan) -> Expr:
        if not isinstance(node, Scalar):
            raise RuleError("a value must be a text, a number, true, false or null")
        if field is None and plan.position in ("startswith", "endswith"):
            raise RuleError(f'modifier "{plan.position}" needs a field')
        for name in undefined_placeholders(node.text, plan, self._workshop):
            self._findings.remark(node.line, f'placeholder "{shortened(name)}" has no value, so it never matches')
        tests = tests_for(node.text, plan, self._workshop, is_keyword=field is None)
        return joined(Or, [Atom(field, test) for test in tests])


def joined(how: Callable[[tuple[Expr, ...]], And | Or], parts: list[Expr]) -> Expr:
    """The parts under one And or Or, without a needless level; a single part is itself."""
    flat: list[Expr] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And | Or) and how is type(part) else (part,))
    return flat[0] if len(flat) == 1 else how(tuple(flat))


def count_atoms(expression: Expr) -> int:
    """How many atoms an expression has."""
    if isinstance(expression, Atom):
        return 1
    if isinstance(expression, Not):
        return count_atoms(expression.part)
    return sum(map(count_atoms, expression.parts))
