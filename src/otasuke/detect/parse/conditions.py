"""The condition of a rule, and the extended condition of a correlation: one grammar, two kinds of leaves.

    or       least binding
    and
    not
    1 of pattern*, any of pattern*, all of pattern*, 1 of them
    ( … )    most binding

The words of the grammar may be in upper or lower case. Source: Sigma specification 2.1.0, chapter "Condition".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.findings import shortened

MAX_CHARACTERS = 16_384
MAX_NESTING = 50

_TOKEN = re.compile(r"[()|]|[^\s()|]+")
_QUANTIFIERS = frozenset({"1", "any", "all"})
_WORDS = frozenset({"and", "or", "not", "of"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grammar(Generic[T]):
    """What to make of the parts of a condition. of: a quantifier (`1`, `any` or `all`) and a pattern or `them`."""

    name: Callable[[str], T]
    of: Callable[[str, str], T]
    every: Callable[[list[T]], T]
    some: Callable[[list[T]], T]
    negated: Callable[[T], T]


def parse_condition(text: str, grammar: Grammar[T]) -> T:
    """Read a condition. Raises RuleError with what was found where something else was needed."""
    if len(text) > MAX_CHARACTERS:
        raise RuleError(f"the condition is longer than {MAX_CHARACTERS} characters")
    tokens = _TOKEN.findall(text)
    if "|" in tokens:
        raise RuleError(
            "a condition with a pipe is an aggregation of old Sigma, which has no meaning for single events; "
            "write a correlation rule instead"
        )
    return _Reader(tokens, grammar).whole()


class _Reader(Generic[T]):
    def __init__(self, tokens: list[str], grammar: Grammar[T]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._grammar = grammar

    def whole(self) -> T:
        if not self._tokens:
            raise RuleError("the condition is empty")
        result = self._or()
        if self._next < len(self._tokens):
            raise RuleError(f'the condition has {self._found()} where "and", "or" or its end was expected')
        return result

    def _or(self) -> T:
        parts = [self._and()]
        while self._word() == "or":
            self._next += 1
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else self._grammar.some(parts)

    def _and(self) -> T:
        parts = [self._not()]
        while self._word() == "and":
            self._next += 1
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else self._grammar.every(parts)

    def _not(self) -> T:
        negations = 0
        while self._word() == "not":
            self._next += 1
            negations += 1
        part = self._leaf()
        return self._grammar.negated(part) if negations % 2 else part

    def _leaf(self) -> T:
        word = self._word()
        if word == "(":
            return self._group()
        if word is None or word == ")" or word in _WORDS:
            raise RuleError(f"the condition has {self._found()} where a name was expected")
        self._next += 1
        return self._of(word) if self._word() == "of" else self._grammar.name(self._tokens[self._next - 1])

    def _group(self) -> T:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise RuleError(f"the condition is nested deeper than {MAX_NESTING} levels")
        self._next += 1
        inner = self._or()
        if self._word() != ")":
            raise RuleError(f'the condition has {self._found()} where ")" was expected')
        self._next += 1
        self._depth -= 1
        return inner

    def _of(self, quantifier: str) -> T:
        if quantifier not in _QUANTIFIERS:
            raise RuleError(f'"{shortened(quantifier)} of" is not in Sigma; there are "1 of", "any of" and "all of"')
        self._next += 1
        if self._word() in (None, "(", ")"):
            raise RuleError(f'the condition has {self._found()} after "of", where a pattern or "them" was expected')
        self._next += 1
        return self._grammar.of(quantifier, self._tokens[self._next - 1])

    def _word(self) -> str | None:
        return self._tokens[self._next].lower() if self._next < len(self._tokens) else None

    def _found(self) -> str:
        return f'"{shortened(self._tokens[self._next])}"' if self._next < len(self._tokens) else "its end"
