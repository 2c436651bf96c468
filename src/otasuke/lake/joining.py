"""Batches with different fields become one table, with as many columns as memory allows.

Where they have too many fields, those that are used most become columns, each tenant's in turn, so that a sensor that makes
up names takes no column from anybody else. The others go into one column together: see `lake.columns`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.events import Value
from otasuke.lake.columns import (
    FIELD,
    FIXED,
    MOST_FIELDS,
    OTHERS,
    SENT_BY,
    TENANT,
    USUAL_FIELDS,
    others_column,
    others_of,
)

MOST_CELLS = 1 << 26
"""Rows times fields of what is joined for one segment."""
_MOST_CELLS_OF_FILE = 1 << 28
_FEWEST_FIELDS = 512
_MOST_COLUMNS = 1 << 17
"""Of batches that wait together: each takes some kilobytes, however few its rows are."""
MOST_OF_TENANT = 512
"""So many fields of a tenant become columns where several tenants have too many."""


def joined(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    """Batches with different fields as one table of plain columns.

    A field is absent where its batch has none, and a list where one has. Columns stand in a fixed order.
    """
    batches = _with_room(batches)
    kinds: dict[str, set[pa.DataType]] = defaultdict(set)
    for field in (field for batch in batches for field in batch.schema):
        kinds[field.name].add(field.type)
    mixed = {name: any(map(pa.types.is_list, of)) for name, of in kinds.items() if len(of) > 1}
    table = pa.concat_tables([_alike(batch, mixed) for batch in batches], promote_options="default")
    names = _in_order(table.column_names)
    return pa.table([_plain(table.column(name)) for name in names], names=names)


def together(
    batches: Iterable[pa.RecordBatch], *, most_cells: int = MOST_CELLS, most_bytes: int | None = None
) -> Iterator[list[pa.RecordBatch]]:
    """Batches that are not too much to be joined, in their order. Of many rows or fields some are divided.

    most_cells  rows times fields of the table: each takes four bytes, several times over.
    """
    group: list[pa.RecordBatch] = []
    names: set[str] = set()
    columns = 0
    rows = size_bytes = 0
    for batch in (piece for one in batches for piece in _divided(one, most_cells)):
        more = names if len(names) > MOST_FIELDS else names | _fields_of(batch)  # who has too many may have many more
        too_large = most_bytes is not None and size_bytes + batch.nbytes > most_bytes
        if group and (too_large or (rows + batch.num_rows) * _counted(more) > most_cells):
            yield group
            group, more, rows, size_bytes, columns = [], _fields_of(batch), 0, 0, 0
        group.append(batch)
        names, rows, size_bytes = more, rows + batch.num_rows, size_bytes + batch.nbytes
        columns += batch.num_columns
        if columns > _MOST_COLUMNS:
            group = joined(group).combine_chunks().to_batches()
            columns = sum(one.num_columns for one in group)
    if group:
        yield group


def without_empty_fields(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without the fields that none of its rows has."""
    kept = [
        name
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
        if not is_field(name) or column.null_count < batch.num_rows
    ]
    return batch.select(kept)


def is_field(name: str) -> bool:
    """Whether a column is there only where some event has something in it."""
    return name == OTHERS or name.startswith(FIELD)


def _divided(batch: pa.RecordBatch, most_cells: int) -> Iterator[pa.RecordBatch]:
    most = max(1, most_cells // _counted(_fields_of(batch)))
    for first in range(0, batch.num_rows, most):
        yield batch.slice(first, most)


def _counted(names: Collection[str]) -> int:
    """How many columns there will be."""
    return min(max(len(names), 1), MOST_FIELDS)


def _fields_of(batch: pa.RecordBatch) -> set[str]:
    return {name for name in batch.schema.names if name.startswith(FIELD)}


def _with_room(batches: Sequence[pa.RecordBatch]) -> Sequence[pa.RecordBatch]:
    """The batches, with not more fields than a table of so many rows may have."""
    rows = sum(batch.num_rows for batch in batches)
    most = min(MOST_FIELDS, max(_FEWEST_FIELDS, _MOST_CELLS_OF_FILE // max(rows, 1)))
    if len(set().union(*map(_fields_of, batches))) <= most:
        return batches
    kept = _most_used(batches, most)
    return [_moved(batch, kept) for batch in batches]


def _most_used(batches: Sequence[pa.RecordBatch], most: int) -> set[str]:
    """The fields that become columns: those that each tenant uses most, then those that each uses second most, and so on."""
    turns: dict[str, int] = {}
    total: Counter[str] = Counter()
    use = _use_by_tenant(batches)
    most_of_tenant = max(MOST_OF_TENANT, most // max(len(use), 1))
    for counts in use.values():
        total.update(counts)
        of_tenant = sorted(counts, key=lambda name: (-counts[name], name))
        for turn, name in enumerate(of_tenant[:most_of_tenant]):
            turns[name] = min(turn, turns.get(name, turn))
    turns |= {FIELD + name: -1 for name in USUAL_FIELDS if FIELD + name in total}
    return set(sorted(turns, key=lambda name: (turns[name], -total[name], name))[:most])


def _use_by_tenant(batches: Sequence[pa.RecordBatch]) -> dict[str, Counter[str]]:
    """By tenant how many of his rows have a field."""
    use: dict[str, Counter[str]] = defaultdict(Counter)
    for batch in batches:
        tenants, codes = _tenants_of(batch)
        for name in _fields_of(batch):
            there = np.bincount(codes[_rows_with(batch.column(name))], minlength=len(tenants))
            for at in np.flatnonzero(there).tolist():
                use[tenants[at]][name] += int(there[at])
    return use


def _tenants_of(batch: pa.RecordBatch) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Whose rows there are, and by row the number of its tenant. A file of one tenant does not say."""
    if TENANT not in batch.schema.names:
        return [""], np.zeros(batch.num_rows, np.int64)
    coded = _plain(batch.column(TENANT)).dictionary_encode()
    return coded.dictionary.to_pylist(), np.asarray(coded.indices, np.int64)


def _rows_with(column: pa.Array) -> npt.NDArray[np.int64]:
    return np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))


def _moved(batch: pa.RecordBatch, kept: Collection[str]) -> pa.RecordBatch:
    """The batch with columns for these fields alone."""
    batch = without_empty_fields(batch)
    names = [name for name in batch.schema.names if name.startswith(FIELD) and name not in kept]
    if not names:
        return batch
    others: dict[int, dict[str, Value]] = defaultdict(dict)
    if OTHERS in batch.schema.names:
        for row in _rows_with(batch.column(OTHERS)).tolist():
            others[row] = others_of(batch.column(OTHERS)[row].as_py())
    for name in names:
        column = batch.column(name)
        for row, value in zip(_rows_with(column).tolist(), column.drop_null().to_pylist(), strict=True):
            others[row][name[len(FIELD) :]] = value
    rest = batch.select([name for name in batch.schema.names if name != OTHERS and name not in names])
    return rest.append_column(OTHERS, others_column(others, batch.num_rows))


def _in_order(names: Sequence[str]) -> list[str]:
    first = (TENANT, *FIXED, SENT_BY)
    there = set(names)
    return [*(name for name in first if name in there), *sorted(there.difference(first))]


def _alike(batch: pa.RecordBatch, mixed: Mapping[str, bool]) -> pa.Table:
    """The batch, with plain texts or lists in the columns that are of another kind elsewhere."""
    columns = [
        _as_list(column) if mixed.get(name) else _plain(column) if name in mixed else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.table(columns, names=batch.schema.names)


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _as_list(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return column
    column = _plain(column)
    ends = pc.cumulative_sum(column.is_valid().cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, column.drop_null(), pa.list_(pa.string()), mask=column.is_null())
