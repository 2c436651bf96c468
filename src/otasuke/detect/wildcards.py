"""Matching a text pattern with wildcards against a value, in time that does not grow with the number of wildcards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from otasuke.detect.fold import fold
from otasuke.detect.rule import Text, Wildcard


def matches_text(test: Text, value: str) -> bool:
    """Whether the whole value fits the pattern.

    MANY stands for any text, line breaks and nothing included; ONE for exactly one code point, of the folded value
    unless the test is cased. The empty pattern fits only the empty value.
    """
    compared = value if test.cased else fold(value)
    first, *others = _segments(test.parts, cased=test.cased)
    if not others:
        return len(compared) == first.length and first.pattern.match(compared) is not None
    last = others.pop()
    end = len(compared) - last.length
    at = first.length if first.pattern.match(compared) else end + 1
    for segment in others:
        found = segment.pattern.search(compared, at, max(at, end))
        if found is None:
            return False
        at = found.end()
    return at <= end and last.pattern.match(compared, end) is not None


@dataclass(frozen=True, slots=True)
class _Segment:
    """What stands between two MANYs; its length is fixed, so that its leftmost place is always the best one."""

    pattern: re.Pattern[str]
    length: int


@lru_cache(maxsize=65_536)
def _segments(parts: tuple[str | Wildcard, ...], *, cased: bool) -> tuple[_Segment, ...]:
    """The pieces of a pattern around its MANYs; the first and the last are empty where a MANY stands at the end."""
    pieces: list[list[str]] = [[]]
    for part in parts:
        if part is Wildcard.MANY:
            pieces.append([])
        else:
            pieces[-1].extend(["."] if isinstance(part, Wildcard) else map(re.escape, part if cased else fold(part)))
    return tuple(_Segment(re.compile("".join(piece), re.DOTALL), len(piece)) for piece in pieces)
