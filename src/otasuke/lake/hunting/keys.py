"""Keys: 40 bits for a piece of a text, so that millions of pieces can be looked up at once.

Two pieces may share a key: what a key finds is always looked at again.
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

BITS = 40
_AT_ONCE = 1 << 20
_FACTOR = 0x9E3779B97F4A7C15


def keys_of(text: Bytes, starts: Places, ends: Places) -> Numbers:
    """The keys of the pieces of a text from `starts` up to `ends`, none of them empty."""
    numbers = np.cumsum(ends - starts) // _AT_ONCE
    cuts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(starts)]
    parts = [_keys_of(text, starts[a:b], ends[a:b]) for a, b in pairwise(cuts) if a < b]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


def _keys_of(text: Bytes, starts: Places, ends: Places) -> Numbers:
    lengths = ends - starts
    begins = np.cumsum(lengths) - lengths
    within = np.arange(lengths.sum()) - np.repeat(begins, lengths)
    signs = text[within + np.repeat(starts, lengths)].astype(np.uint64)
    terms = (signs + np.uint64(1)) * _powers(1 << int(lengths.max()).bit_length())[within]
    return _mixed(np.add.reduceat(terms, begins))


def key_of(piece: bytes) -> int:
    """The key of one piece, which is not empty."""
    text = np.frombuffer(piece, dtype=np.uint8)
    return int(keys_of(text, np.array([0]), np.array([len(text)]))[0])


def _mixed(numbers: Numbers) -> Numbers:
    """Spread what the sums have in their low bits over all bits (the finish of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (numbers ^ (numbers >> np.uint64(31))) >> np.uint64(64 - BITS)


@lru_cache(maxsize=8)
def _powers(length: int) -> Numbers:
    """The powers of the factor modulo 2**64."""
    factors = np.full(length, _FACTOR, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)
