r"""Regular expressions of rules: one place that decides what a `Regex` means, for the parser and the evaluators.

An expression is run by google-re2 if it compiles there, which takes linear time whatever the value. Only expressions
that RE2 does not have (look-around, back references, possessive or atomic groups) are run by Python's `re`, over the
first `FALLBACK_CHARACTERS` of the value, because they can take exponential time.

In both, `\d`, `\w`, `\s` and `\b` know ASCII only, `$` is the end of the text (of a line with the flag m), and the dot
leaves out the newline unless the flag s is there. The two differ in these points:
- `$` without m: RE2 means the very end; Python's `re` also accepts the place before a final newline.
- caseless comparison of letters outside ASCII follows Unicode's simple folding in RE2, and is ASCII only in `re`.
- `\s` leaves out the vertical tab in RE2.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache

import re2

from otasuke.detect.errors import RegexError
from otasuke.detect.rule import Regex

FALLBACK_CHARACTERS = 1 << 16
MAX_PATTERN_CHARACTERS = 8192
_RE2_MEMORY_BYTES = 8 << 20


@lru_cache(maxsize=4096)
def compile_regex(regex: Regex) -> Callable[[str], bool]:
    """A function that says whether the expression matches anywhere in a text. Raises RegexError."""
    search = _linear(regex)
    return search if search is not None else _backtracking(regex)


def runs_in_linear_time(regex: Regex) -> bool:
    """Whether RE2 runs the expression."""
    return _linear(regex) is not None


def _linear(regex: Regex) -> Callable[[str], bool] | None:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _RE2_MEMORY_BYTES
    try:
        compiled = re2.compile(f"(?{regex.flags}){regex.pattern}" if regex.flags else regex.pattern, options)
    except re2.error:
        return None

    def search(value: str) -> bool:
        # JSON can carry lone surrogates, which have no UTF-8; RE2 sees a question mark instead.
        return compiled.search(value.encode("utf-8", "replace").decode()) is not None

    return search


def _backtracking(regex: Regex) -> Callable[[str], bool]:
    if len(regex.pattern) > MAX_PATTERN_CHARACTERS:
        raise RegexError(f"the regular expression is longer than {MAX_PATTERN_CHARACTERS} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(regex.pattern, re.ASCII | _flags(regex.flags))
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise RegexError(f"the regular expression is broken: {error}") from error
    return lambda value: compiled.search(value[:FALLBACK_CHARACTERS]) is not None


def _flags(letters: str) -> re.RegexFlag:
    flags = re.RegexFlag(0)
    for letter in letters:
        flags |= {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}[letter]
    return flags
