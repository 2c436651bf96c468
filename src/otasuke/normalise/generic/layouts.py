"""Layouts: a device writes the same keys in the same order again and again, and who knows them reads a line in one go.

What is learnt changes how fast a line is read, and never what is read of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from otasuke.events import Value

QUOTED = r'"[^"\\]*+"'
BARE = r"""[^\s"',;=\\]*+"""
"""Values in which nothing needs a thought, in quotes and without."""

_MOST = 256
_MOST_KEYS = 128
_OFTEN = 64
"""To compile a pattern costs as much as to read some hundred lines, so a layout must have come that often."""
_STALE = 1 << 17
"""After so many lines that it did not know, it forgets what it knew: that may be what nobody sends any more."""

_Size: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Layout:
    keys: tuple[str, ...]
    pattern: re.Pattern[str]


class Layouts:
    """Layouts of lines that are pairs with one space between them: one of each size, in equals signs and quotes."""

    def __init__(self) -> None:
        self._known: dict[_Size, _Layout] = {}
        self._met: dict[_Size, tuple[list[str], list[bool], int]] = {}
        self._unknown = 0

    def read(self, text: str) -> dict[str, Value] | None:
        """The pairs of a line of a known layout; None for other lines."""
        layout = self._known.get(_size(text))
        found = layout.pattern.fullmatch(text) if layout else None
        return dict(zip(layout.keys, found.groups(), strict=True)) if layout and found else None

    def learn(self, text: str, keys: list[str], quoted: list[bool]) -> None:
        """Take note of a line that is nothing but these pairs. Keys differ from each other; values are QUOTED or BARE."""
        self._unknown += 1
        size = _size(text)
        if self._unknown > _STALE or len(self._known) == _MOST:
            self._known, self._unknown = {}, 0
        if len(self._met) == _MOST:
            self._met = {}
        if len(keys) > _MOST_KEYS or size in self._known:
            return
        before = self._met.get(size)
        times = before[2] + 1 if before and before[:2] == (keys, quoted) else 1
        self._met[size] = keys, quoted, times
        if times == _OFTEN:
            self._known[size] = _layout(keys, quoted)


def _size(text: str) -> _Size:
    return text.count("="), text.count('"')


def _layout(keys: list[str], quoted: list[bool]) -> _Layout:
    pairs = (
        f'{re.escape(key)}="({QUOTED[1:-1]})"' if is_quoted else f"{re.escape(key)}=({BARE})"
        for key, is_quoted in zip(keys, quoted, strict=True)
    )
    return _Layout(tuple(keys), re.compile(" ".join(pairs), re.ASCII))
