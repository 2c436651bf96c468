"""Words of the advice, cut to what a page has room for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_END = re.compile(r"(?<=[。？])|(?<=[.?])\s+")
_YES_OR_NO = re.compile(r"^(?:はい。|いいえ。|(?:Yes|No)\.\s+)(?=\S)")
PULL = "線を抜いてください。"
"""So the advice says in Japanese that a cable is to be pulled."""


def sentences(text: str) -> Sequence[str]:
    """One after the other."""
    return [one.strip() for one in _END.split(text) if one.strip()]


def finished(title: str) -> str:
    """A title as a sentence."""
    return (
        title if title.endswith(("。", ".", "？", "?")) or not title else f"{title}{'.' if title.isascii() else '。'}"
    )


def unasked(text: str) -> str:
    """A text without the yes or no at its beginning, for where no question stands above it."""
    return _YES_OR_NO.sub("", text)


def pulls_cable(now: str) -> bool:
    """Whether what is to be done begins with a cable that is pulled at once; now: in Japanese."""
    return any(one.endswith(PULL) for one in sentences(now)[:1])
