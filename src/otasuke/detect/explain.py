"""Why a rule is true for an event, or why it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from otasuke.detect.detection import Evidence
from otasuke.detect.evaluate import applies, atom_holds, members, witness
from otasuke.detect.parse.text import write_pattern
from otasuke.detect.rule import (
    And,
    Atom,
    Compare,
    Exists,
    Expr,
    FieldRef,
    Network,
    Not,
    Null,
    Or,
    Regex,
    Rule,
    Test,
    Text,
    TimePart,
)
from otasuke.events import Event, Value

_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A part of a rule with what became of it.

    text   "log source …", "all of", "any of", "not", or an atom such as `CommandLine: *whoami*`.
    holds  whether it is true for the event.
    why    of an atom or log source, what the event has there; "" for the others.
    parts  what it is made of, in the order of the rule.
    """

    text: str
    holds: bool
    why: str
    parts: tuple[Explanation, ...] = ()


def explain(rule: Rule, event: Event) -> tuple[Evidence, ...]:
    """The atoms that made the rule true: those that hold and stand under no `not`, each once, in the rule's order.

    Of a list value, the first member that passed. A pattern is in lower case unless the rule says `cased`.
    Empty if the rule is not true for the event, or only because of what is not there.
    """
    if not applies(rule, event):
        return ()
    return tuple(dict.fromkeys(_proof(rule.condition, event.fields) or ()))


def describe(rule: Rule, event: Event) -> Explanation:
    """The whole rule with true or false at every part: its log source, and the tree of its condition."""
    named = ", ".join(map(str, event.logsources)) or "none"
    source = Explanation(f"log source {rule.logsource}", applies(rule, event), f"the event is of {named}")
    condition = _explained(rule.condition, event.fields)
    return Explanation("all of", source.holds and condition.holds, "", (source, condition))


def write_test(test: Test) -> str:
    r"""A test as a rule would write it: a pattern with its wildcards and escapes (`*\whoami.exe`), or in symbols."""
    match test:
        case Text():
            return write_pattern(test.parts)
        case Regex():
            return f"(?{test.flags}){test.pattern}" if test.flags else test.pattern
        case Network():
            return str(test.network)
        case Compare():
            return f"{_SIGNS[test.operator]} {test.number:g}"
        case Null():
            return "null"
        case Exists():
            return "exists" if test.expected else "does not exist"
        case FieldRef():
            return f"{test.how} the field {test.field}"
        case TimePart():
            return f"{test.part} {test.number}"
        case _:
            assert_never(test)


def _proof(expression: Expr, fields: Mapping[str, Value]) -> list[Evidence] | None:
    """The evidence for an expression; None if it is false."""
    if isinstance(expression, Atom):
        return [_evidence(expression, fields)] if atom_holds(expression, fields) else None
    if isinstance(expression, Not):
        return [] if _proof(expression.part, fields) is None else None
    proofs = [_proof(part, fields) for part in expression.parts]
    found = [proof for proof in proofs if proof is not None]
    if len(found) < len(proofs) if isinstance(expression, And) else not found:
        return None
    return [evidence for proof in found for evidence in proof]


def _evidence(atom: Atom, fields: Mapping[str, Value]) -> Evidence:
    return Evidence(atom.field or "", witness(atom, fields) or "", write_test(atom.test))


def _explained(expression: Expr, fields: Mapping[str, Value]) -> Explanation:
    if isinstance(expression, Atom):
        return _explained_atom(expression, fields)
    if isinstance(expression, Not):
        inner = _explained(expression.part, fields)
        return Explanation("not", not inner.holds, "", (inner,))
    parts = tuple(_explained(part, fields) for part in expression.parts)
    held = (part.holds for part in parts)
    if isinstance(expression, Or):
        return Explanation("any of", any(held), "", parts)
    return Explanation("all of", all(held), "", parts)


def _explained_atom(atom: Atom, fields: Mapping[str, Value]) -> Explanation:
    text = f"{atom.field or 'any field'}: {write_test(atom.test)}"
    return Explanation(text, atom_holds(atom, fields), _why(atom, fields))


def _why(atom: Atom, fields: Mapping[str, Value]) -> str:
    """What the event has where the atom looks."""
    if (found := witness(atom, fields)) is not None:
        return f"the value is {found!r}"
    if atom.field is None:
        return "no value of the event has it"
    if atom.field not in fields:
        return "the event has no such field"
    return f"the value is {_shown(members(fields[atom.field]))}"


def _shown(values: Iterable[str]) -> str:
    return ", ".join(map(repr, values)) or "an empty list"
