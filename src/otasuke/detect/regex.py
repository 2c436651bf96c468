r"""Regular expressions of rules: one place that decides what a `Regex` means, for the parser and the evaluators.

They are run by google-re2, in time that grows with the value and with nothing else. What RE2 does not have (look-around,
back references, possessive and atomic groups) is refused: another engine would run it, but in exponential time on a
value that an attacker writes.

`\d`, `\w`, `\s` and `\b` know ASCII only, `$` is the very end of the text (of a line with the flag m), the dot leaves out
the newline unless the flag s is there, and caseless comparison follows Unicode's simple folding.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import re2

from otasuke.detect.errors import RegexError
from otasuke.detect.rule import Regex

# SigmaHQ's largest expression needs a hundredth of it.
_RE2_MEMORY_BYTES = 2 << 20


@lru_cache(maxsize=4096)
def compile_regex(regex: Regex) -> Callable[[str], bool]:
    """A function that says whether the expression matches anywhere in a text. Raises RegexError."""
    compiled = _compiled(regex)

    def search(value: str) -> bool:
        # JSON can carry lone surrogates, which have no UTF-8; RE2 sees a question mark instead.
        return compiled.search(value.encode("utf-8", "replace").decode()) is not None

    return search


def instructions_of(regex: Regex) -> int:
    """How large the expression becomes once compiled, which `x{1000}` does not show. Raises RegexError."""
    return int(_compiled(regex).programsize)


@lru_cache(maxsize=4096)
def _compiled(regex: Regex) -> re2._Regexp:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _RE2_MEMORY_BYTES
    written = f"(?{regex.flags}){regex.pattern}" if regex.flags else regex.pattern
    try:
        return re2.compile(written, options)
    except re2.error as error:
        reason = error.args[0]
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise RegexError(f"the regular expression cannot be run by RE2: {said}") from error
