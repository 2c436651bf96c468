r"""Conditions as they are typed: `Image|endswith=\powershell.exe`, with the modifiers and wildcards of Sigma."""

from __future__ import annotations

from collections.abc import Sequence

from otasuke.detect.parse.detections import joined, parse_identifier
from otasuke.detect.parse.findings import Findings
from otasuke.detect.parse.text import canonical, text_test
from otasuke.detect.parse.values import Workshop
from otasuke.detect.parse.yaml_tree import Scalar, Table
from otasuke.detect.rule import And, Atom, Expr, Wildcard


class BadCondition(ValueError):
    """A condition that cannot be understood: what was written, and what is wrong with it."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{text!r}: {reason}")


def parse_conditions(conditions: Sequence[str], words: Sequence[str]) -> Expr:
    """What is true for an event for which every condition is, and that has every word in one of its fields.

    Raises BadCondition.
    """
    return joined(And, [*map(_condition, conditions), *map(_word, words)])


def _condition(text: str) -> Expr:
    key, equals, value = text.partition("=")
    if not equals or not key.partition("|")[0]:
        raise BadCondition(text, "a condition is FIELD=VALUE or FIELD|modifier=VALUE")
    findings = Findings()
    node = Table(1, {key: Scalar(1, value)}, {key: 1})
    expression = parse_identifier(text, node, Workshop({}), findings)
    if findings.found:
        raise BadCondition(text, findings.found[0][1])
    if findings.remarks:
        raise BadCondition(text, findings.remarks[0][1])
    return expression


def _word(text: str) -> Expr:
    if not text:
        raise BadCondition(text, "an empty word is in every event")
    return Atom(None, text_test(canonical((Wildcard.MANY, text, Wildcard.MANY)), cased=False))
