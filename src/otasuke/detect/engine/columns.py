"""Column batches, such as Parquet row groups: the work is done for every distinct value, not for every event."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.engine.answers import answer_verdicts
from otasuke.detect.engine.classes import ClassStore
from otasuke.detect.engine.event_lines import EVENT_SHAPE
from otasuke.detect.engine.workspace import READ_AHEAD, Tables, Workspace
from otasuke.detect.kernel.binary import Kernel
from otasuke.detect.kernel.layout import MAX_KEYS, Ask, Counter, LineStatus
from otasuke.detect.plan.compile import Plan
from otasuke.events import Event, LogSource, Value

LOGSOURCES = "logsources"
"""The column of log sources: JSON, a list of [product, category, service], as `event_lines` writes it."""

_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """Pairs [row, rule] of the rows decided, and the rows that have to be matched as events."""

    pairs: npt.NDArray[np.int64]
    special: tuple[int, ...]


class ColumnMatcher:
    """Matches record batches whose columns are Sigma fields: text, or dictionaries of text; null is absent.

    Rows with lists, with what may be a keyword, or with text that has no simple folded form are left over as special.
    """

    def __init__(self, *, plan: Plan, kernel: Kernel, space: Workspace, classes: ClassStore) -> None:
        self._plan = plan
        self._kernel = kernel
        self._space = space
        self._classes = classes
        self._numbers = {name: MAX_KEYS + at for at, name in enumerate(plan.fields)}
        self._tokens = np.zeros((1, 8), dtype=np.int64)
        # No shape: tables of paths and keys stay empty.
        self._unused: Tables = {
            "path_table": np.full((2, 6), -1, dtype=np.int32),
            "path_names": np.zeros(READ_AHEAD, dtype=np.uint8),
            "path_fields": np.full((1, 2), -1, dtype=np.int32),
            "seen_paths": np.zeros(1, dtype=np.int32),
            "known_keys": np.full((1, 8), -1, dtype=np.int64),
            "class_table": np.zeros((2, 4), dtype=np.int64),
            "class_keys": np.zeros(READ_AHEAD, dtype=np.uint8),
        }

    def match(self, batch: pa.RecordBatch) -> RowOutcome:
        """Match the rows. What a value says is found out once, however many rows hold it."""
        sources = _dictionary(batch.column(LOGSOURCES))
        columns = _Columns(batch, self._numbers, self._tokens)
        self._tokens = columns.tables["tokens"]
        addresses = self._space.addresses({**self._unused, **self._classes.tables, **columns.tables})
        self._space.counters[Counter.LINE_TEXT] = 0
        most = len(self._space.tables["lines"])
        parts = [
            self._match_part(start, sources.slice(start, most), columns, addresses)
            for start in range(0, batch.num_rows, most)
        ]
        return RowOutcome(
            np.concatenate([np.zeros((0, 2), dtype=np.int64), *(part.pairs for part in parts)]),
            tuple(row for part in parts for row in part.special),
        )

    def _match_part(
        self, first: int, sources: pa.DictionaryArray, columns: _Columns, addresses: npt.NDArray[np.int64]
    ) -> RowOutcome:
        """Match the rows from `first` on that have these log sources."""
        special = columns.lists[first : first + len(sources)] | ~self._write_classes(sources)
        self._space.renew_stamps(self._unused["seen_paths"])
        if self._space.counters[Counter.SETS] * 2 > len(self._space.tables["sets"]):
            self._space.forget_values()
            columns.tables["tokens"][:] = 0
        self._space.counters[Counter.FIRST_ROW] = first
        pairs = self._run(np.flatnonzero(~special).astype(np.int32), addresses)
        special |= self._space.tables["lines"][: len(special), 2] != LineStatus.DONE
        return RowOutcome(np.add(pairs, (first, 0)), tuple((np.flatnonzero(special) + first).tolist()))

    def _write_classes(self, sources: pa.DictionaryArray) -> npt.NDArray[np.bool_]:
        """Write every row's class, and the class's list of keyword groups; which rows have one that fits."""
        texts = [*sources.dictionary.to_pylist(), None]
        numbers = self._classes.numbers([EVENT_SHAPE.classify((text or "[]",)) for text in texts])
        codes = np.asarray(sources.indices.cast(pa.int64()).fill_null(len(texts) - 1))
        lines = self._space.tables["lines"]
        lines[: len(codes), 2] = LineStatus.NEW
        lines[: len(codes), 3] = np.array(numbers, dtype=np.int32)[codes]
        lists: dict[tuple[int, ...], int] = {(): -1}
        for number in set(numbers) - {-1}:
            groups = tuple(self._classes.groups_of(number))
            self._space.tables["class_lists"][number] = lists.setdefault(groups, len(lists) - 1)
        return lines[: len(codes), 3] >= 0

    def _run(self, rows: npt.NDArray[np.int32], addresses: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        counters, tables = self._space.counters, self._space.tables
        pairs = [np.zeros((0, 2), dtype=np.int32)]
        waiting = rows
        for _ in range(_ROUNDS):
            tables["todo"][: len(waiting)] = waiting
            counters[Counter.ASKS] = 0
            begin = 0
            while begin < len(waiting):
                counters[Counter.HITS] = 0
                begin = self._kernel.match_columns(addresses.ctypes.data, begin, len(waiting))
                pairs.append(tables["hits"][: counters[Counter.HITS]].copy())
                if begin < len(waiting) and not counters[Counter.HITS]:
                    break  # the sets are full: the rest is left over
            waiting = rows[tables["lines"][rows, 2] == LineStatus.WAITING]
            if not len(waiting):
                break
            self._answer()
        return np.concatenate(pairs).astype(np.int64)

    def _answer(self) -> None:
        asks = self._space.tables["asks"][: self._space.counters[Counter.ASKS]]
        # A keyword that could be anything: only the whole event tells.
        self._space.tables["lines"][asks[asks[:, 0] == Ask.KEYWORD, 1], 2] = LineStatus.ODD
        asks = asks[asks[:, 0] == Ask.VERDICT]
        texts = [ctypes.string_at(start, end - start).decode() for start, end in asks[:, 3:5].tolist()]
        answer_verdicts(self._plan, self._space, asks[:, 2], asks[:, 5], texts)


class _Columns:
    """A batch as the kernel's tables, which point into its memory.

    lists   rows in which a column holds a list.
    tokens  those of an earlier batch: fresh memory costs more than what is written into it.
    """

    def __init__(self, batch: pa.RecordBatch, numbers: dict[str, int], tokens: npt.NDArray[np.int64]) -> None:
        self.lists = np.zeros(batch.num_rows, dtype=np.bool_)
        self._kept: list[pa.DictionaryArray] = []
        rows: list[tuple[int, ...]] = []
        values = 0
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name == LOGSOURCES or column.null_count == len(column):
                continue
            if pa.types.is_list(column.type):
                self.lists |= np.asarray(pc.is_valid(column))
                continue
            encoded = _dictionary(column)
            self._kept.append(encoded)
            rows.append((numbers.get(name, -1), *_places(encoded), values))
            values += len(encoded.dictionary)
        tokens = tokens if values < len(tokens) else np.empty((2 * values + 1, 8), dtype=np.int64)
        tokens[:values] = 0
        self.tables: Tables = {
            "columns": np.array(rows, dtype=np.int64).reshape(-1, 9),
            "cells": np.zeros((len(rows) + 1, 2), dtype=np.int32),
            "tokens": tokens,
        }


def _dictionary(column: Any) -> pa.DictionaryArray:
    """The column as a dictionary of text without null, with positions of 32 and lengths of 64 bits."""
    if not pa.types.is_dictionary(column.type) or column.dictionary.null_count:
        column = pc.dictionary_encode(column.cast(pa.large_string()))
    indices = column.indices if column.indices.type == pa.int32() else column.indices.cast(pa.int32())
    # The kernel checks the positions itself.
    return pa.DictionaryArray.from_arrays(indices, column.dictionary.cast(pa.large_string()), safe=False)


def _places(encoded: pa.DictionaryArray) -> tuple[int, ...]:
    """Where the kernel finds the column, in the order of COLUMN_*: what is between the field and the first token."""
    indices, values = encoded.indices, encoded.dictionary
    valid, codes = indices.buffers()
    _, starts, data = values.buffers()
    return (
        valid.address if indices.null_count else 0,
        codes.address,
        starts.address + 8 * values.offset if starts else 0,
        len(values),
        data.address if data else 0,
        data.size if data else 0,
        indices.offset,
    )


def row_event(batch: pa.RecordBatch, row: int) -> Event:
    """The fields and log sources of one row; what else an event has is not in the columns."""
    record = {name: batch.column(at)[row].as_py() for at, name in enumerate(batch.schema.names)}
    sources = tuple(LogSource(*parts) for parts in orjson.loads(record.pop(LOGSOURCES) or "[]"))
    fields: dict[str, Value] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items() if value is not None
    }
    return Event(None, datetime.fromtimestamp(0, UTC), "columns", "", sources, fields, row)
