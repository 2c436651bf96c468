"""A net for patterns: which of many texts may fit one, found without looking at each of them in Python.

It lets nothing through that fits; `detect.wildcards` decides about what is left in it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.fold import fold
from otasuke.detect.rule import Text

_ODD = "İ"
"""The only letter whose small form has more than one character, the first of them a letter of ASCII."""


def may_fit(test: Text, texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Which of the texts (strings, none of them null) may fit the pattern."""
    piece = _longest_piece(test)
    if not piece:
        return np.ones(len(texts), dtype=np.bool_)
    if test.cased:
        return _has(texts, piece, in_any_case=False)
    found = _has(texts, piece, in_any_case=piece.upper() != piece.lower())
    return np.logical_or(found, _has(texts, _ODD, in_any_case=False))


def _has(texts: pa.Array, piece: str, *, in_any_case: bool) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.match_substring(texts, piece, ignore_case=in_any_case), dtype=np.bool_)


def _longest_piece(test: Text) -> str:
    """The longest text that stands in every value that fits, in whatever case."""
    pieces = [""]
    for part in test.parts:
        pieces.append("")
        for sign in part if isinstance(part, str) else ():
            if test.cased or _is_steady(sign):
                pieces[-1] += sign
            else:
                pieces.append("")
    return max(pieces, key=len)


def _is_steady(sign: str) -> bool:
    """Whether a character is of ASCII, or has only one case."""
    return sign.isascii() or (fold(sign) == sign == sign.upper())
