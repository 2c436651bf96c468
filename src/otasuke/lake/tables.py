"""Tables as the bytes of a Parquet file, and back: how events are ordered, encoded and pressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from otasuke.lake.columns import FIELD, LOGSOURCES, RECEIVED, SOURCE, TENANT, TIME, moments
from otasuke.lake.errors import BrokenFile, FileGone
from otasuke.lake.joining import is_field

QUICK, SMALL = 1, 6
"""Levels of zstd: for what is soon written again, and for what stays."""
Numbers = npt.NDArray[np.int64]
_TWINS = "otasuke.twins"
_VARIED = 100
_MOST_COMPARED = 16
_NUMBERS = (TIME, RECEIVED, "ordinal", "record")


def ordered(table: pa.Table, *first: Numbers) -> pa.Table:
    """The table by `first`, source, kind and time: alike stands with alike, which makes the file small."""
    keys = (*first, ranks(table.column(SOURCE)), ranks(table.column(LOGSOURCES)), microseconds(moments(table)))
    twins = twins_in(table)
    kept = table.select([name for name in table.column_names if name not in twins])
    rows = pa.array(np.lexsort(keys[::-1]))
    return with_twins(kept.combine_chunks().take(rows), table.column_names, twins)  # from many chunks it takes long


def microseconds(times: pa.ChunkedArray) -> Numbers:
    """Times without nulls as numbers since 1970."""
    numbers: Numbers = np.asarray(times.cast(pa.int64()))
    return numbers


def ranks(column: pa.ChunkedArray) -> Numbers:
    """For each row the place of its text among the sorted ones."""
    coded = column.combine_chunks().dictionary_encode()
    order = np.argsort(np.array(coded.dictionary.to_pylist(), object))
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    ranked: Numbers = places[np.asarray(coded.indices)]
    return ranked


def encoded(
    table: pa.Table, *, level: int, row_group_rows: int, front: bytes = b"", dictionary_bytes: int = 1 << 20
) -> bytes:
    """A table as a Parquet file. Fields that no event has are left out; what equals another column is only named.

    front             bytes that stand between Parquet's magic and the first column, where no reader of Parquet looks.
    dictionary_bytes  values of a column stand once as long as they take no more; then they stand as they come.
    """
    table = table.select([name for name in table.column_names if not _is_empty_field(name, table.column(name))])
    twins = twins_in(table)
    table = table.select([name for name in table.column_names if name not in twins])
    numbers = [name for name in _NUMBERS if name in table.column_names]
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=level,
        use_dictionary=[name for name in table.column_names if name not in numbers],
        dictionary_pagesize_limit=dictionary_bytes,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        write_statistics=[name for name in (TENANT, TIME, RECEIVED) if name in table.column_names],
        store_schema=False,  # it would be a fifth of a small file
    ) as writer:
        sink.write(front)
        writer.write_table(table, row_group_size=row_group_rows)
        writer.add_key_value_metadata({_TWINS: orjson.dumps(twins).decode()})
    return bytes(sink.getvalue())


def twins_in(table: pa.Table) -> dict[str, str]:
    """Fields that equal another one in every row, each with that other: many come under two names, such as `message`.

    Where there are few values it may be by chance, and saves little.
    """
    alike: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    twins: dict[str, str] = {}
    for name in (name for name in table.column_names if name.startswith(FIELD)):
        column = table.column(name)
        if len(column) - column.null_count < _VARIED:
            continue
        others = alike[str(column.type), column.null_count, column.nbytes]
        twin = next((other for other in others[:_MOST_COMPARED] if table.column(other).equals(column)), None)
        if twin is None:
            others.append(name)
        elif _is_varied(column):
            twins[name] = twin
    return twins


def with_twins(table: pa.Table, names: Sequence[str], twins: Mapping[str, str]) -> pa.Table:
    """Columns by their names, also those that only have a twin in the table."""
    return pa.table([table.column(twins.get(name, name)) for name in names], names=list(names))


class StoredTable:
    """A Parquet file of the lake. Other readers of Parquet do not see `twins`: fields that equal another, which is `stored`."""

    def __init__(self, file: pq.ParquetFile, twins: Mapping[str, str]) -> None:
        self._file = file
        self.twins = twins
        self.stored: pa.Schema = file.schema_arrow
        self.names: tuple[str, ...] = (*self.stored.names, *twins)
        self.group_rows: tuple[int, ...] = tuple(
            file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)
        )

    def group(self, number: int, names: Sequence[str]) -> pa.Table:
        """Columns of a row group."""
        return with_twins(self._stored(number, names), names, self.twins)

    def rows(self, ranges: Sequence[range], names: Sequence[str]) -> Iterator[pa.Table]:
        """Some rows of some columns, decoding only the row groups that hold them. ranges: in order, apart from each other."""
        first = 0
        for number, count in enumerate(self.group_rows):
            behind = first + count
            rows = [range(max(one.start, first), min(one.stop, behind)) for one in ranges]
            rows = [range(one.start - first, one.stop - first) for one in rows if one]
            if rows:
                yield with_twins(_rows_of(self._stored(number, names), rows), names, self.twins)
            first = behind

    def _stored(self, number: int, names: Sequence[str]) -> pa.Table:
        stored = list(dict.fromkeys(self.twins.get(name, name) for name in names))
        # Parquet takes a column's name for the beginning of others, such as f.a of f.a.b.
        return self._file.read_row_group(number, columns=stored, use_threads=False).select(stored)


@contextmanager
def opened(path: Path | bytes, *, dictionaries: bool = True) -> Iterator[StoredTable]:
    """A file of the lake, or its bytes, with its texts as dictionaries or plain. Raises FileGone, BrokenFile, also from within."""
    try:
        with pa.BufferReader(path) if isinstance(path, bytes) else pa.OSFile(str(path)) as source:
            file = pq.ParquetFile(source)
            twins = orjson.loads((file.metadata.metadata or {}).get(_TWINS.encode(), b"{}"))
            if dictionaries:
                texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
                file = pq.ParquetFile(source, metadata=file.metadata, read_dictionary=texts)
            yield StoredTable(file, twins)
    except FileNotFoundError as error:
        raise FileGone(path) from error
    except (pa.ArrowException, orjson.JSONDecodeError, OSError) as error:
        raise BrokenFile("a file" if isinstance(path, bytes) else path, str(error)) from error


def _rows_of(table: pa.Table, ranges: Sequence[range]) -> pa.Table:
    """A copy, so that the rest of a row group can be forgotten."""
    if ranges == [range(len(table))]:
        return table
    return table.take(pa.array(np.concatenate([np.arange(one.start, one.stop) for one in ranges])))


def _is_varied(column: pa.ChunkedArray) -> bool:
    return not pa.types.is_list(column.type) and len(column.drop_null().slice(0, 1000).unique()) >= _VARIED


def _is_empty_field(name: str, column: pa.ChunkedArray) -> bool:
    return is_field(name) and column.null_count == len(column)
