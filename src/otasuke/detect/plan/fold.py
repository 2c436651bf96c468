"""Caseless comparison: one code point at a time, so that text can be folded wherever it is cut."""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt

FOLD_SPECIAL = 0xFFFFFFFF
_FOLDED_RANGE = 0x1E944  # no code point above has an upper and a lower case


def fold(text: str) -> str:
    """Lower case, except that both small sigmas count as one: which of them is right depends on the next letter."""
    return text.lower().replace("ς", "σ")


def fold_table() -> npt.NDArray[np.uint32]:
    """Code point → folded code point; FOLD_SPECIAL where the folded form has several."""
    table = np.arange(_FOLDED_RANGE, dtype=np.uint32)
    for code_point in range(128, min(_FOLDED_RANGE, sys.maxunicode)):
        folded = fold(chr(code_point))
        table[code_point] = ord(folded) if len(folded) == 1 else FOLD_SPECIAL
    table[65:91] += 32
    return table
