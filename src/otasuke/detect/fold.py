"""Caseless comparison: one code point at a time, so that text can be folded wherever it is cut."""

from __future__ import annotations


def fold(text: str) -> str:
    """Lower case, except that both small sigmas count as one: which of them is right depends on the next letter."""
    return text.lower().replace("ς", "σ")
