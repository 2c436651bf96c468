"""Findings: what is wrong with a document, all of it; and how messages about it are worded."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from types import TracebackType

from otasuke.detect.errors import HopelessRuleError, RuleError

MAX_FINDINGS = 100
_MAX_SUGGESTED = 200


class Findings:
    """What is wrong with one document, in the order of discovery."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def collecting(self, line: int) -> _Collecting:
        """A context: what its block finds broken is noted, at its own line or else at `line`; then it goes on.

        Raises HopelessRuleError when there are MAX_FINDINGS already.
        """
        if len(self.found) >= MAX_FINDINGS:
            raise HopelessRuleError
        return _Collecting(self, line)

    def note(self, line: int, message: str) -> None:
        """Note one thing that is wrong."""
        self.found.append((line, message))


class _Collecting:
    def __init__(self, findings: Findings, line: int) -> None:
        self._findings = findings
        self._line = line

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, RuleError):
            return False
        self._findings.note(error.line or self._line, error.message)
        return True


def unknown(kind: str, name: str, known: Iterable[str], problem: str = "is not known") -> str:
    """Say that a name is not known, and which known one is close to it."""
    message = f'{kind} "{shortened(name)}" {problem}'
    # The comparison is quadratic in the length, and no real name is that long.
    close = get_close_matches(name, sorted(known)[:_MAX_SUGGESTED], n=1) if len(name) <= 100 else []
    return f'{message}; did you mean "{close[0]}"?' if close else message


def shortened(text: str, length: int = 80) -> str:
    """The text, cut where it is longer than a message should carry."""
    return text if len(text) <= length else f"{text[:length]}…"
