"""64 bits for a piece of a text, so that millions of pieces can be looked up at once.

Two pieces may have the same: what they find is always looked at again. Stored sets and indexes of the lake are made of them:
they never change.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Numbers: TypeAlias = npt.NDArray[np.uint64]
Places: TypeAlias = npt.NDArray[np.int64]

_AT_ONCE = 1 << 20
_FACTOR = 0x9E3779B97F4A7C15


def hashes_of(text: Bytes, starts: Places, ends: Places) -> Numbers:
    """The hashes of the pieces of a text from `starts` up to `ends`, none of them empty."""
    numbers = np.cumsum(ends - starts) // _AT_ONCE
    cuts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(starts)]
    parts = [_hashes_of(text, starts[a:b], ends[a:b]) for a, b in pairwise(cuts) if a < b]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


def _hashes_of(text: Bytes, starts: Places, ends: Places) -> Numbers:
    lengths = ends - starts
    begins = np.cumsum(lengths) - lengths
    within = np.arange(lengths.sum()) - np.repeat(begins, lengths)
    signs = text[within + np.repeat(starts, lengths)].astype(np.uint64)
    terms = (signs + np.uint64(1)) * _powers(1 << int(lengths.max()).bit_length())[within]
    return mixed(np.add.reduceat(terms, begins))


def mixed(numbers: Numbers) -> Numbers:
    """Spread what numbers have in their low bits over all bits (the finish of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


@lru_cache(maxsize=8)
def _powers(length: int) -> Numbers:
    """The powers of the factor modulo 2**64."""
    factors = np.full(length, _FACTOR, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)
