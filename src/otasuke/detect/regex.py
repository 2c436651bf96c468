r"""Regular expressions of rules: one place that decides what a `Regex` means, for the parser and the evaluators.

They are run by google-re2, in time that grows with the value and with nothing else. What RE2 does not have (look-around,
back references, possessive and atomic groups) is refused: another engine would run it, but in exponential time on a
value that an attacker writes.

`\d`, `\w`, `\s` and `\b` know ASCII only, `$` is the very end of the text (of a line with the flag m), the dot leaves out
the newline unless the flag s is there, and caseless comparison follows Unicode's simple folding.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import re2

from otasuke.detect.errors import RegexError
from otasuke.detect.rule import Regex

# SigmaHQ's largest expression needs a hundredth of it.
_RE2_MEMORY_BYTES = 2 << 20
_LENGTH = re.compile(r"\(?\.\)?\{(\d{1,4}),\}")


@lru_cache(maxsize=4096)
def compile_regex(regex: Regex) -> Callable[[str], bool]:
    """A function that says whether the expression matches anywhere in a text. Raises RegexError."""
    minimum = _LENGTH.fullmatch(regex.pattern)
    if minimum and not regex.flags:
        return _has_line_of(int(minimum[1]))
    _compiled(regex)
    # A set tells whether, and not where: that spares RE2 its slow ways of finding the bounds of a match.
    expressions = re2.Set.SearchSet(_options())
    expressions.Add(_written(regex))
    expressions.Compile()

    def search(value: str) -> bool:
        # JSON can carry lone surrogates, which have no UTF-8; RE2 sees a question mark instead.
        return bool(expressions.Match(value.encode("utf-8", "replace")))

    return search


def _has_line_of(length: int) -> Callable[[str], bool]:
    """What `.{n,}` says, which as an expression takes n steps at every character."""
    return lambda value: len(value) >= length and any(len(line) >= length for line in value.split("\n"))


def instructions_of(regex: Regex) -> int:
    """How large the expression becomes once compiled, which `x{1000}` does not show. Raises RegexError."""
    return int(_compiled(regex).programsize)


@lru_cache(maxsize=4096)
def _compiled(regex: Regex) -> re2._Regexp:
    try:
        return re2.compile(_written(regex), _options())
    except re2.error as error:
        reason = error.args[0]
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise RegexError(f"the regular expression cannot be run by RE2: {said}") from error


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _RE2_MEMORY_BYTES
    return options


def _written(regex: Regex) -> str:
    return f"(?{regex.flags}){regex.pattern}" if regex.flags else regex.pattern
