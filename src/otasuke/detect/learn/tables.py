"""Reading fields of the lake's columns, whole columns at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def of_category(table: pa.Table, *categories: str) -> pa.Table:
    """The events that belong to one of these categories of log sources."""
    words = [f'"{category}"' for category in categories]
    sources = table.column("logsources")
    texts = sources.cast(pa.string()) if pa.types.is_dictionary(sources.type) else sources
    return table.filter(pa.array(where(texts, lambda one: any(word in one for word in words))))


def schema_of(texts: str, **others: pa.DataType) -> pa.Schema:
    """The columns of what a detector takes: `tenant` and `time`, some texts, and others."""
    columns = {"tenant": pa.string(), "time": pa.timestamp("us", "UTC")}
    return pa.schema(columns | dict.fromkeys(texts.split(), pa.string()) | others)


def rows_of(schema: pa.Schema, rows: pa.Table, **columns: pa.ChunkedArray) -> pa.Table:
    """These columns with the events' tenants and times (when they came, where they do not say when they happened)."""
    fixed = {"tenant": rows.column("tenant"), "time": pc.coalesce(rows.column("time"), rows.column("received_at"))}
    found = fixed | columns
    return pa.table([found[name].cast(schema.field(name).type) for name in schema.names], schema=schema)


def filled(rows: pa.Table, *names: str) -> pa.Table:
    """Tenant, time and these columns of text, with "" where there is nothing."""
    columns = {name: pc.fill_null(rows.column(name), "") for name in names}
    return pa.table({"tenant": rows.column("tenant"), "time": rows.column("time")} | columns)


def distinct(rows: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Every combination of these columns once a minute, with the time at which it came first as the last part, in seconds.

    In the order of these times. So the loops of detectors go over what is different, never over every event.
    """
    table = _with_seconds(rows, names)
    minute = pc.floor(pc.divide(table.column("at"), 60.0))
    grouped = table.append_column("minute", minute).group_by([*names, "minute"], use_threads=False)
    return _sorted(grouped.aggregate([("at", "min")]).drop_columns("minute").rename_columns([*names, "at"]), names)


def in_order(rows: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Every row, with its time as the last part, in seconds; by time."""
    return _sorted(_with_seconds(rows, names), names)


def _with_seconds(rows: pa.Table, names: tuple[str, ...]) -> pa.Table:
    seconds = pc.divide(pc.cast(rows.column("time"), pa.int64()).cast(pa.float64()), 1e6)
    return rows.select(names).append_column("at", seconds)


def _sorted(table: pa.Table, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    ordered = table.sort_by([("at", "ascending"), *((name, "ascending") for name in names)])
    return list(zip(*(ordered.column(name).to_pylist() for name in (*names, "at")), strict=True))
