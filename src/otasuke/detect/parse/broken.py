"""Broken: something in a rule file that cannot be understood; and the list where such things are collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class Broken(Exception):
    """A part of a rule file cannot be run. line is counted from 1; None where only the caller knows it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Findings:
    """What is wrong with one document, in the order of discovery."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    @contextmanager
    def collecting(self, line: int) -> Iterator[None]:
        """Note what the block finds broken, at its own line or else at `line`, and go on after the block."""
        try:
            yield
        except Broken as broken:
            self.found.append((broken.line or line, broken.message))


def unknown(kind: str, name: str, known: Iterable[str], problem: str = "is not known") -> str:
    """Say that a name is not known, and which known one is close to it."""
    message = f'{kind} "{shortened(name)}" {problem}'
    # The comparison is quadratic in the length, and no real name is that long.
    close = get_close_matches(name, sorted(known)[:1000], n=1) if len(name) <= 100 else []
    return f'{message}; did you mean "{close[0]}"?' if close else message


def shortened(text: str, length: int = 80) -> str:
    """The text, cut where it is longer than a message should carry."""
    return text if len(text) <= length else f"{text[:length]}…"
