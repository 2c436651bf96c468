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
    """Code point → folded code point; FOLD_SPECIAL where the folded form has several, as that of U+0130.

    The kernel folds into half as much room again as the value takes: of two bytes, three may become.
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
    grows_more = 2 * len(folded.encode()) > 3 * len(character.encode())
    return FOLD_SPECIAL if len(folded) > 1 or grows_more else ord(folded)
