"""Findings: what is wrong with a document, all of it; and how messages about it are worded."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from types import TracebackType

from otasuke.detect.errors import HopelessRuleError, RuleError

MAX_FINDINGS = 100
_MAX_SUGGESTED = 200
_LONGEST_SUGGESTED = 60
_MOST_WRONG = 2


class Findings:
    """What is wrong with one document, in the order of discovery."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []
        self.remarks: list[tuple[int, str]] = []

    def collecting(self, line: int) -> _Collecting:
        """A context: what its block finds broken is noted, at its own line or else at `line`; then it goes on.

        Raises HopelessRuleError when there are MAX_FINDINGS already.
        """
        if len(self.found) >= MAX_FINDINGS:
            raise HopelessRuleError
        return _Collecting(self, line)

    def note(self, line: int, message: str) -> None:
        """Note one thing that is wrong. Raises HopelessRuleError when there are MAX_FINDINGS already."""
        if len(self.found) >= MAX_FINDINGS:
            raise HopelessRuleError
        self.found.append((line, message))

    def remark(self, line: int, message: str) -> None:
        """Note what the author may not know but the rule can live with; the first MAX_FINDINGS are kept."""
        if len(self.remarks) < MAX_FINDINGS:
            self.remarks.append((line, message))


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
    close = [other for other in islice(known, _MAX_SUGGESTED) if _is_close(name, other)]
    return f'{message}; did you mean "{min(close)}"?' if close else message


def _is_close(one: str, other: str) -> bool:
    """Whether the two differ in one place only, by at most two characters."""
    longest = max(len(one), len(other))
    if longest > _LONGEST_SUGGESTED or abs(len(one) - len(other)) > _MOST_WRONG:
        return False
    same = _same_start(one, other)
    same += _same_start(one[same:][::-1], other[same:][::-1])
    return longest - same <= _MOST_WRONG and same >= _MOST_WRONG


def _same_start(one: str, other: str) -> int:
    """How many characters the two begin with in common."""
    different = (place for place, (mine, yours) in enumerate(zip(one, other, strict=False)) if mine != yours)
    return next(different, min(len(one), len(other)))


def shortened(text: str, length: int = 80) -> str:
    """The text, cut where it is longer than a message should carry."""
    return text if len(text) <= length else f"{text[:length]}…"
