"""What must be in a value for an atom to hold: the literals by which the index finds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from otasuke.detect.plan.fold import fold
from otasuke.detect.rule import Atom, Regex, Text, Wildcard

_META = frozenset(".^$*+?{}[]\\|()")
# The verbose flag, and escapes that take more than the next character.
_UNREADABLE = re.compile(r"\(\?[a-z]*x|\\[xuUcNpPkgQ0-9]")


class Position(IntEnum):
    """Where in the value a literal stands; the numbers are the kernel's atom kinds."""

    WHOLE = 0
    START = 1
    END = 2
    ANYWHERE = 3


@dataclass(frozen=True, slots=True)
class Needle:
    """A literal in a field's folded values.

    proves  whether finding it makes the atom true, rather than only possible.
    """

    field: str
    position: Position
    literal: bytes
    proves: bool


def needle_of(atom: Atom) -> Needle | None:
    """The needle without which the atom (on a field) cannot hold; None if there is none to look for."""
    if atom.field is None:
        return None
    if isinstance(atom.test, Regex):
        literal = required_literal(atom.test.pattern)
        return Needle(atom.field, Position.ANYWHERE, fold(literal).encode(), False) if literal else None
    if not isinstance(atom.test, Text):
        return None
    return _text_needle(atom.field, atom.test)


def _text_needle(field: str, text: Text) -> Needle | None:
    literals = [fold(part) for part in text.parts if isinstance(part, str)]
    if not literals:
        return None
    position = simple_position(text)
    longest = max(literals, key=len)
    if position is None:
        return Needle(field, Position.ANYWHERE, longest.encode(), False)
    return Needle(field, position, longest.encode(), not text.cased)


def simple_position(text: Text) -> Position | None:
    """Where the only literal of the pattern stands; None if the pattern is more than one literal with `*` around it."""
    match text.parts:
        case (str(),):
            return Position.WHOLE
        case (str(), Wildcard.MANY):
            return Position.START
        case (Wildcard.MANY, str()):
            return Position.END
        case (Wildcard.MANY, str(), Wildcard.MANY):
            return Position.ANYWHERE
    return None


def required_literal(pattern: str) -> str | None:
    """The longest run of ASCII text that every match of the regular expression contains; None if none is plain to see.

    Looks only outside groups, and gives up where the expression is an alternative as a whole.
    """
    if _UNREADABLE.search(pattern):
        return None
    runs: list[str] = [""]
    depth = at = 0
    while at < len(pattern):
        width, text = _next_piece(pattern, at)
        if text in ("(", ")"):
            depth += 1 if text == "(" else -1
            runs.append("")
        elif text == "|" and depth == 0:
            return None
        elif text and text.isascii() and text != "|" and depth == 0 and not _is_optional(pattern, at + width):
            runs[-1] += text
            if pattern[at + width : at + width + 1] == "+":
                runs.append("")
        else:
            runs.append("")
        at += width
    longest = max(runs, key=len)
    return longest if len(longest) > 1 else None


def _next_piece(pattern: str, at: int) -> tuple[int, str]:
    """How many characters the next piece takes, and the literal character it stands for ("" if for none)."""
    c = pattern[at]
    if c == "\\":
        escaped = pattern[at + 1 : at + 2]
        return 2, "" if escaped.isalnum() or not escaped.isascii() else escaped
    if c == "[":
        return _class_width(pattern, at), ""
    if c == "(":
        return (3 if pattern.startswith("(?", at) else 1), "("
    if c == "{":
        return (pattern.find("}", at) - at + 1) or 1, ""
    if c in "|)":
        return 1, c
    return 1, "" if c in _META else c


def _class_width(pattern: str, at: int) -> int:
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end - at + 1


def _is_optional(pattern: str, at: int) -> bool:
    """Whether what stands before `at` may be missing."""
    return pattern[at : at + 1] in ("*", "?", "{")
