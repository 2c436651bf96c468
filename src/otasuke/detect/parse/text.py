"""The text patterns of Sigma: wildcards, escapes, and their canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from otasuke.detect.rule import Text, Wildcard

Parts: TypeAlias = tuple[str | Wildcard, ...]

_SPECIAL = re.compile(r"\\([\\*?])|([*?])")
_TO_ESCAPE = re.compile(r"\\(?=[\\*?]|$)|[*?]")


def parse_pattern(written: str) -> Parts:
    r"""Read `*` and `?` as wildcards; a backslash escapes `*`, `?` and `\`, and is itself before anything else."""
    parts: list[str | Wildcard] = []
    end = 0
    for special in _SPECIAL.finditer(written):
        parts.append(written[end : special.start()])
        parts.append(special[1] or Wildcard(special[2]))
        end = special.end()
    parts.append(written[end:])
    return canonical(parts)


def write_pattern(parts: Parts) -> str:
    r"""Write a pattern so that `parse_pattern` reads it back; backslashes are doubled only where they must be."""
    return "".join(part.value if isinstance(part, Wildcard) else _escaped(part) for part in parts)


def canonical(parts: Iterable[str | Wildcard]) -> Parts:
    """Join literals that stand side by side, drop empty ones, and make one MANY of several."""
    joined: list[str | Wildcard] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        elif part != "" and not (part is Wildcard.MANY and last is Wildcard.MANY):
            joined.append(part)
    return tuple(joined)


def text_test(parts: Parts, *, cased: bool = False) -> Text:
    """The test for a canonical pattern: in lower case unless `cased`."""
    if cased:
        return Text(parts, cased=True)
    return Text(tuple(part.lower() if isinstance(part, str) else part for part in parts))


def _escaped(literal: str) -> str:
    # A backslash before a wildcard or another backslash would be read as an escape; so would one that ends a literal.
    return _TO_ESCAPE.sub(lambda found: "\\" + found[0], literal)
