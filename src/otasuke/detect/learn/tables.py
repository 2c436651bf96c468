"""Reading fields of the lake's columns, whole columns at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

FIELD = "f."
_NUMBER = r"^[0-9]{1,18}$"


def text(table: pa.Table, *names: str) -> pa.ChunkedArray:
    """For each row the first of these fields that it has, as text; of several values the first."""
    columns = [_text(table.column(FIELD + name)) for name in names if FIELD + name in table.column_names]
    if not columns:
        return pa.chunked_array([pa.nulls(len(table), pa.string())])
    return columns[0] if len(columns) == 1 else pc.coalesce(*columns)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pc.list_element(pc.if_else(pc.greater(pc.list_value_length(column), 0), column, None), 0)
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def number(table: pa.Table, *names: str) -> pa.ChunkedArray:
    """The same as whole numbers; null where the text is none."""
    found = text(table, *names)
    return pc.if_else(pc.match_substring_regex(found, _NUMBER), found, None).cast(pa.int64())


def where(column: pa.ChunkedArray, test: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """For each row whether its text passes a test, which is asked once for every text. False where there is none."""
    encoded = (
        column.combine_chunks().dictionary_encode() if len(column) else pa.array([], pa.string()).dictionary_encode()
    )
    passes = np.array([test(one) for one in encoded.dictionary.to_pylist()] + [False], bool)
    rows: npt.NDArray[np.int32] = encoded.indices.fill_null(len(passes) - 1).to_numpy(zero_copy_only=False)
    return passes[rows]
