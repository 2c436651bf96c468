"""Hits: which rules hold for which lines of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Hits:
    """The outcome of matching one batch.

    pairs       [line, rule] in ascending order, each once. Lines are counted without blank ones, from 0; rules are
                positions in the engine's list.
    spans       [start, end] of every line in the batch's bytes.
    unreadable  lines that neither the kernel nor the normaliser could read.
    """

    pairs: npt.NDArray[np.int64]
    spans: npt.NDArray[np.int64]
    unreadable: tuple[int, ...]


def in_order(pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Pairs by line, then by rule."""
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
