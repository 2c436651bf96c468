"""Columns as numbers of their different values: whatever is asked of a value is asked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask: TypeAlias = npt.NDArray[np.bool_]
Codes: TypeAlias = npt.NDArray[np.int32]

TEXT = pa.dictionary(pa.int32(), pa.string())
_MOST_BYTES = 1 << 30
"""A column of more is kept with wider offsets: what it holds is joined."""


@dataclass(frozen=True, slots=True)
class Coded:
    """For each row the number of its value among `values`, mostly texts; -1 where there is none."""

    values: pa.Array
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def is_there(self) -> Mask:
        """For each row whether it has a text."""
        return self.codes >= 0

    def where(self, test: Callable[[str], bool]) -> Mask:
        """For each row whether its text passes a test. False where there is none."""
        passes = np.zeros(len(self.values) + 1, np.bool_)  # the last one, -1, is none
        passes[:-1] = [test(one) for one in listed(self.values)]
        found: Mask = passes[self.codes]
        return found

    def picked(self, rows: Mask | npt.NDArray[np.int64]) -> Coded:
        """Some of the rows."""
        return _slim(self.values, self.codes[rows])

    @property
    def ranks(self) -> npt.NDArray[np.int64]:
        """For each row the place of its value among all when they are sorted; the last one where there is none."""
        ranks = np.empty(len(self.values) + 1, np.int64)
        ranks[np.asarray(pc.array_sort_indices(self.values))] = np.arange(len(self.values))
        ranks[-1] = len(self.values)
        found: npt.NDArray[np.int64] = ranks[self.codes]
        return found

    def listed(self) -> list[Any]:
        """The value of each row as an object of Python; None where there is none."""
        values = [*listed(self.values), None]
        return [values[code] for code in self.codes.tolist()]

    def only(self, kept: Mask) -> Coded:
        """The same, with nothing in other rows."""
        return Coded(self.values, np.where(kept, self.codes, np.int32(-1)))

    def changed(self, change: Callable[[pa.Array], pa.Array]) -> Coded:
        """With other texts in the place of these: each is changed once."""
        return _of_values(change(self.values), self.codes)

    def numbers(self, pattern: str) -> pa.Array:
        """As whole numbers; null where the text does not match."""
        numbers = pc.if_else(pc.match_substring_regex(self.values, pattern), self.values, None).cast(pa.int64())
        return numbers.take(pa.array(self.codes, mask=self.codes < 0))

    def array(self) -> pa.DictionaryArray:
        """As a column of TEXT."""
        return pa.DictionaryArray.from_arrays(pa.array(self.codes, mask=self.codes < 0), self.values)


def coded(column: pa.Array | pa.ChunkedArray) -> Coded:
    """A column, plain or as dictionary."""
    if isinstance(column, pa.ChunkedArray):
        if pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries()
        elif column.nbytes > _MOST_BYTES:
            column = column.cast(pa.large_string())
        column = column.combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    codes = encoded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    values = encoded.dictionary
    return _slim(values.cast(pa.string()) if pa.types.is_large_string(values.type) else values, codes)


def nothing(count: int) -> Coded:
    """Rows without a text."""
    return Coded(pa.array([], pa.string()), np.full(count, -1, np.int32))


def everywhere(text: str, count: int) -> Coded:
    """The same text in every row."""
    return Coded(pa.array([text], pa.string()), np.zeros(count, np.int32))


def first_of(one: Coded, *others: Coded) -> Coded:
    """For each row the first that has a text."""
    parts = [part for part in (one, *others) if len(part.values)]
    if len(parts) < 2:
        return parts[0] if parts else one
    codes, values = parts[0].codes, len(parts[0].values)
    for part in parts[1:]:
        codes = np.where((codes < 0) & (part.codes >= 0), part.codes + np.int32(values), codes)
        values += len(part.values)
    return _of_values(pa.concat_arrays([part.values for part in parts]), codes)


def listed(values: pa.Array) -> list[Any]:
    """The values as objects of Python: several times as fast as `to_pylist`."""
    found: list[Any] = values.to_numpy(zero_copy_only=False).tolist()
    return found


def _slim(values: pa.Array, codes: Codes) -> Coded:
    """Of many values those stay that are used: what is asked of the others would be asked in vain."""
    if len(codes) >= len(values):
        return Coded(values, codes)
    used, again = np.unique(codes, return_inverse=True)
    missing = int(len(used) > 0 and used[0] < 0)
    return Coded(values.take(pa.array(used[missing:])), (again - missing).astype(np.int32))


def _of_values(values: pa.Array, codes: Codes) -> Coded:
    """Values of which some may be the same, or null."""
    again = coded(values)
    return Coded(again.values, np.append(again.codes, np.int32(-1))[codes])
