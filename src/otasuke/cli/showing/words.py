"""Words from logs, made harmless for the place in which they are shown. Attackers write logs."""

from __future__ import annotations

import re

# Controls move the cursor or ring the bell; C1 controls begin escape sequences too; bidirectional controls turn text
# around, so that what is read is not what is there; the others are invisible.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text on one line, with every control and invisible character written as its escape."""
    return _UNSAFE.sub(_escape, text)


def shortened(text: str, length: int) -> str:
    """At most so many characters of the text, with `…` in place of the rest."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
