"""The reference evaluator: what a rule means for one event, in plain Python. The fast kernel is held equal to it.

Field names are compared exactly. The values of a list are tried one by one: the test passes if any of them does. A
field that is absent fails every test but `Null` and `Exists(False)`; a JSON null is an absent field.

- Text       the whole value fits the pattern, after `fold` on both sides unless cased (see `wildcards`). `Text(())`
             needs a value that is there and empty.
- Null       the field is absent, "" or an empty list, or has an empty member.
- Exists     the field is there, whatever its value.
- Compare    the value, stripped, is a decimal number (no hexadecimal, infinity or underscores), compared as a float.
- Network    the value, stripped, is an IP address of the network; `::ffff:10.0.0.1` counts as 10.0.0.1.
- Regex      found anywhere in the value; see `regex` for the dialect and its bounds.
- FieldRef   any value of this field to any value of the other, after `fold` unless cased; false if either is absent.
- TimePart   the value is a time in ISO 8601 or seconds since 1970, and its part in UTC is the number. Weeks are ISO's.

A keyword (a field of None) is tried on every value of every field, and never on field names.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

from otasuke.detect.fold import fold
from otasuke.detect.regex import compile_regex
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
    Regex,
    Rule,
    Test,
    Text,
    TimePart,
)
from otasuke.detect.scalars import parse_address, parse_number, parse_time
from otasuke.detect.wildcards import matches_text
from otasuke.events import Event, Value

_COMPARISONS = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


def matches(rule: Rule, event: Event) -> bool:
    """Whether the rule is for events of this log source, and its condition is true."""
    return applies(rule, event) and holds(rule.condition, event.fields)


def applies(rule: Rule, event: Event) -> bool:
    """Whether the rule's log source covers any log source of the event."""
    return any(rule.logsource.covers(source) for source in event.logsources)


def holds(expression: Expr, fields: Mapping[str, Value]) -> bool:
    """Whether an expression is true for the fields of an event."""
    if isinstance(expression, Atom):
        return atom_holds(expression, fields)
    if isinstance(expression, Not):
        return not holds(expression.part, fields)
    if isinstance(expression, And):
        return all(holds(part, fields) for part in expression.parts)
    return any(holds(part, fields) for part in expression.parts)


def atom_holds(atom: Atom, fields: Mapping[str, Value]) -> bool:
    """Whether an atom is true for the fields of an event."""
    if isinstance(atom.test, Exists):
        return (atom.field in fields) is atom.test.expected
    if isinstance(atom.test, Null) and not (atom.field and fields.get(atom.field)):
        return True
    return witness(atom, fields) is not None


def witness(atom: Atom, fields: Mapping[str, Value]) -> str | None:
    """The first value that passes the test of an atom; None if there is none."""
    for value in _values_for(atom, fields):
        if _passes(atom.test, value, fields):
            return value
    return None


def value_test(test: Test) -> Callable[[str], bool]:
    """A function that says whether a value of a field passes the test. Not for tests that look at other fields."""
    if isinstance(test, Regex):
        return compile_regex(test)
    return lambda value: _passes(test, value, {})


def members(value: Value | None) -> tuple[str, ...]:
    """The values of a field as a list: none if it is absent, one if it is text."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _values_for(atom: Atom, fields: Mapping[str, Value]) -> tuple[str, ...]:
    if atom.field is None:
        return tuple(member for value in fields.values() for member in members(value))
    return members(fields.get(atom.field))


def _passes(test: Test, value: str, fields: Mapping[str, Value]) -> bool:
    """Whether a value that is there passes a test."""
    match test:
        case Text():
            return matches_text(test, value)
        case Regex():
            return compile_regex(test)(value)
        case Network():
            address = parse_address(value)
            return address is not None and address in test.network
        case Compare():
            number = parse_number(value)
            return number is not None and _COMPARISONS[test.operator](number, test.number)
        case Null():
            return not value
        case Exists():
            return test.expected
        case FieldRef():
            return any(_is_related(test, value, other) for other in members(fields.get(test.field)))
        case TimePart():
            time = parse_time(value)
            return time is not None and _part_of(time, test) == test.number
        case _:
            assert_never(test)


def _is_related(test: FieldRef, value: str, other: str) -> bool:
    if not test.cased:
        value, other = fold(value), fold(other)
    if test.how == "equals":
        return value == other
    if test.how == "startswith":
        return value.startswith(other)
    return value.endswith(other) if test.how == "endswith" else other in value


def _part_of(time: datetime, test: TimePart) -> int:
    if test.part == "week":
        return time.isocalendar().week
    return int(getattr(time, test.part))
