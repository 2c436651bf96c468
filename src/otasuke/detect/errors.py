"""What can go wrong in `detect`."""

from __future__ import annotations


class DetectError(Exception):
    """The base of all errors of this package."""


class RegexError(DetectError):
    """A regular expression that RE2 does not run."""


class HopelessRuleError(DetectError):
    """So much is wrong with a document that the rest of it is not looked at."""


class RuleError(DetectError):
    """A part of a rule file that cannot be run. line is counted from 1; None where only the caller knows it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
