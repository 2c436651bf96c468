"""Keys: 40 bits for a piece of a text, so that millions of pieces can be looked up at once.

Two pieces may share a key: what a key finds is always looked at again.
"""

from __future__ import annotations

import numpy as np

from otasuke.detect.indicators.hashing import Bytes, Numbers, Places, hashes_of

BITS = 40


def keys_of(text: Bytes, starts: Places, ends: Places) -> Numbers:
    """The keys of the pieces of a text from `starts` up to `ends`, none of them empty."""
    return hashes_of(text, starts, ends) >> np.uint64(64 - BITS)


def key_of(piece: bytes) -> int:
    """The key of one piece, which is not empty."""
    text = np.frombuffer(piece, dtype=np.uint8)
    return int(keys_of(text, np.array([0]), np.array([len(text)]))[0])
