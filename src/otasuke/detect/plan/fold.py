"""Caseless comparison as a table for the kernel."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from otasuke.detect.fold import fold

FOLD_SPECIAL = 0xFFFFFFFF
_FOLDED_RANGE = 0x1E944  # no code point above has an upper and a lower case


@cache
def fold_table() -> npt.NDArray[np.uint32]:
    """Code point → folded code point; FOLD_SPECIAL where the folded form has several, or takes more bytes in UTF-8.

    The kernel folds into as much room as the value takes, so no value may grow.
    """
    table = np.arange(_FOLDED_RANGE, dtype=np.uint32)
    for code_point in range(128, _FOLDED_RANGE):
        if not 0xD800 <= code_point < 0xE000:
            table[code_point] = _folded(chr(code_point))
    table[65:91] += 32
    table.flags.writeable = False
    return table


def _folded(character: str) -> int:
    folded = fold(character)
    grows = len(folded) > 1 or len(folded.encode()) > len(character.encode())
    return FOLD_SPECIAL if grows else ord(folded)
