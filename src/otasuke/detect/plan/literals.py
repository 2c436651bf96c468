"""What must be in a value for an atom to hold: the literals by which the index finds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from otasuke.detect.fold import fold
from otasuke.detect.rule import Atom, Regex, Text, Wildcard

_PIECE = re.compile(
    r"""
    (?: \\(?P<escaped>[^a-zA-Z0-9])
      | \\(?P<unreadable>[xuUcNpPkgQ0-9])  # escapes that take more than one character
      | \\.
      | \[\^?\]?(?:\[:[^\]]*:\]|\\.|[^\]\\])*\]
      | (?P<open>\((?:\?(?:P?<[^>]*>|[a-zA-Z-]*:?))?)
      | (?P<close>\))
      | (?P<or>\|)
      | \{[0-9,]*\}
      | [.^$*+?{}\[\]\\]
      | (?P<plain>.)
    )
    (?= (?P<optional>[*?{]) | (?P<repeated>\+) | )
    """,
    re.DOTALL | re.VERBOSE,
)
_CASELESS = re.compile(r"\(\?[a-zA-Z-]*i")


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
        literal = required_literal(atom.test)
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


def required_literal(regex: Regex) -> str | None:
    """The longest run of ASCII text that every match of the regular expression contains; None if none is plain to see.

    Looks only outside groups, and gives up where the expression is an alternative as a whole.
    """
    runs = [""]
    depth = 0
    for piece in _PIECE.finditer(regex.pattern):
        if piece["unreadable"] or (piece["or"] and depth == 0):
            return None
        depth += bool(piece["open"]) - bool(piece["close"])
        text = piece["escaped"] or piece["plain"]
        if depth == 0 and text and text.isascii() and not piece["optional"]:
            runs[-1] += text
            if not piece["repeated"]:
                continue
        runs.append("")
    caseless = "i" in regex.flags or _CASELESS.search(regex.pattern) is not None
    # Without case, RE2 takes U+017F for an s. Folding does not.
    found = [part for run in runs for part in (re.split("[sS]", run) if caseless else (run,))]
    longest = max(found, key=len)
    return longest or None
