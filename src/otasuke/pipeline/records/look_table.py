"""The table in which the kernel finds the look of a record: by its structure and its deciding values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from otasuke.detect.plan.hashing import as_signed, hash_bytes
from otasuke.pipeline.records.structures import NoRoom

_MOST_LOOKS = 1 << 13
_MOST_OF_ONE = 256
"""Of a structure. A value that is another one in each record decides nothing that is worth to be known."""
_MOST_KEY_BYTES = 1 << 20
_MOST_STRUCTURES = 1 << 12
_MOST_DECIDING = 1 << 15
_PADDING = 64

RawValue = tuple[bytes, int]
"""The bytes of a value as they stand in the line, and the kernel's flags for it."""


class LookTable:
    """Looks by number; a number below zero is for lines that are left to Python."""

    def __init__(self) -> None:
        self.look_table: npt.NDArray[np.int64] = np.zeros((2 * _MOST_LOOKS, 4), np.int64)
        self.look_keys: npt.NDArray[np.uint8] = np.zeros(_MOST_KEY_BYTES + _PADDING, np.uint8)
        self.structures: npt.NDArray[np.int32] = np.zeros((_MOST_STRUCTURES, 3), np.int32)
        self.deciding: npt.NDArray[np.int32] = np.zeros(_MOST_DECIDING, np.int32)
        self.forget()

    def forget(self) -> None:
        """Forget all."""
        self._deciding_rows = 0
        self._leaves: dict[int, tuple[int, ...]] = {}
        self._rows: list[tuple[int, tuple[RawValue, ...], int]] = []
        self.structures[:] = 0
        self._counts: Counter[int] = Counter()
        self._clear()

    def _clear(self) -> None:
        self.look_table[:] = (0, -1, 0, 0)
        self._key_bytes = 0

    def leaves_of(self, structure: int) -> tuple[int, ...]:
        """The leaves whose values decide what a record of the structure is, as far as known."""
        return self._leaves.get(structure, ())

    def decide_by(self, structure: int, leaves: Sequence[int]) -> None:
        """Look at these leaves from now on. What was known of the structure is forgotten. Raises NoRoom."""
        first, behind = self._deciding_rows, self._deciding_rows + len(leaves)
        if behind > _MOST_DECIDING:
            raise NoRoom
        self.deciding[first:behind] = leaves
        self.structures[structure, :2] = (first, len(leaves))
        self._deciding_rows = behind
        self._leaves[structure] = tuple(leaves)
        kept = [row for row in self._rows if row[0] != structure]
        if len(kept) < len(self._rows):
            self._rows = []
            self._clear()
            for row in kept:
                self.add(*row)

    def add(self, structure: int, values: tuple[RawValue, ...], look: int) -> None:
        """Remember the look of records with these deciding values. Raises NoRoom."""
        stored = b"".join(len(data).to_bytes(2, "little") + bytes((flags,)) + data for data, flags in values)
        if len(self._rows) == _MOST_LOOKS or self._key_bytes + len(stored) > _MOST_KEY_BYTES:
            raise NoRoom
        h = structure
        for data, flags in values:
            h = hash_bytes(data, h ^ flags)
        mask = len(self.look_table) - 1
        slot = (h >> 7) & mask
        while self.look_table[slot, 1] >= 0:
            slot = (slot + 1) & mask
        self.look_keys[self._key_bytes : self._key_bytes + len(stored)] = np.frombuffer(stored, np.uint8)
        self.look_table[slot] = (as_signed(h), structure, self._key_bytes, look)
        self._key_bytes += len(stored)
        self._rows.append((structure, values, look))
        self._counts[structure] += 1
        if self._counts[structure] >= _MOST_OF_ONE:
            self.close(structure)

    def close(self, structure: int) -> None:
        """Leave all records of the structure to Python that are not known by now."""
        self.structures[structure, 2] = 1
