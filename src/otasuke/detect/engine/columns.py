"""Column batches, such as Parquet row groups: the work is done for every distinct value, not for every event."""

from __future__ import annotations

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
from otasuke.detect.engine.workspace import LINES, READ_AHEAD, Tables, Workspace
from otasuke.detect.kernel.binary import Kernel
from otasuke.detect.kernel.layout import MAX_KEYS, Ask, Counter, LineStatus
from otasuke.detect.plan.compile import Plan
from otasuke.events import Event, LogSource, Value

LOGSOURCES = "logsources"
"""The column of log sources: JSON, a list of [product, category, service], as `event_lines` writes it."""

_ROUNDS = 200


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
        """Match at most LINES rows."""
        assert batch.num_rows <= LINES
        classes = self._classes_of(batch)
        columns = _Columns(batch, self._numbers, self._space.tables["lines"][: batch.num_rows, 3])
        tables = {**self._unused, **self._classes.tables, **columns.tables}
        addresses = self._space.addresses(tables)
        self._prepare(columns, classes, addresses)
        special = columns.lists.copy()
        self._flag_special(columns, tables["tokens"], special)
        rows = np.flatnonzero(~special).astype(np.int32)
        pairs = self._run(rows, columns, addresses)
        lines = self._space.tables["lines"][: batch.num_rows]
        undecided = np.flatnonzero((lines[:, 2] != LineStatus.DONE) | special)
        return RowOutcome(pairs, tuple(undecided.tolist()))

    def _classes_of(self, batch: pa.RecordBatch) -> npt.NDArray[np.int32]:
        """Write every row's class; returns the different ones."""
        encoded = _dictionary(batch.column(LOGSOURCES))
        texts = [*encoded.dictionary.to_pylist(), None]
        numbers = self._classes.numbers([EVENT_SHAPE.classify((text or "[]",)) for text in texts])
        codes = np.asarray(encoded.indices.cast(pa.int64()).fill_null(len(texts) - 1))
        rows = np.array(numbers, dtype=np.int32)[codes]
        lines = self._space.tables["lines"]
        lines[: len(rows), 2] = LineStatus.NEW
        lines[: len(rows), 3] = rows
        return np.unique(rows)

    def _prepare(self, columns: _Columns, classes: npt.NDArray[np.int32], addresses: npt.NDArray[np.int64]) -> None:
        counters = self._space.counters
        if counters[Counter.SETS] * 2 > len(self._space.tables["sets"]):
            self._space.forget_values()
        self._space.renew_stamps(self._unused["seen_paths"])
        groups = sorted({group for klass in classes.tolist() for group in self._classes.groups_of(klass)})
        self._space.tables["todo"][: len(groups)] = groups
        counters[Counter.COLUMNS] = len(columns.tables["column_fields"])
        self._kernel.prepare(addresses.ctypes.data, len(columns.tables["values"]) - 1, len(groups))

    def _flag_special(self, columns: _Columns, tokens: npt.NDArray[Any], special: npt.NDArray[np.bool_]) -> None:
        flags = tokens[:, 2] != 0
        if flags.any():
            for codes in columns.codes:
                special |= (codes >= 0) & flags[np.maximum(codes, 0)]

    def _run(
        self, rows: npt.NDArray[np.int32], columns: _Columns, addresses: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
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
            self._answer(columns)
        return np.concatenate(pairs).astype(np.int64)

    def _answer(self, columns: _Columns) -> None:
        asks = self._space.tables["asks"][: self._space.counters[Counter.ASKS]]
        # A keyword that could be anything: only the whole event tells.
        self._space.tables["lines"][asks[asks[:, 0] == Ask.KEYWORD, 1], 2] = LineStatus.ODD
        asks = asks[asks[:, 0] == Ask.VERDICT]
        texts = [columns.text(value) for value in asks[:, 3].tolist()]
        answer_verdicts(self._plan, self._space, asks[:, 2], asks[:, 5], texts)


class _Columns:
    """A batch as the kernel's tables.

    codes  per column and row the number of the value, or -1.
    lists  rows in which a column holds a list.
    """

    def __init__(self, batch: pa.RecordBatch, numbers: dict[str, int], classes: npt.NDArray[np.int32]) -> None:
        self.codes: list[npt.NDArray[np.int32]] = []
        self.lists = np.zeros(batch.num_rows, dtype=np.bool_)
        fields: list[int] = []
        named: list[int] = []
        texts: list[npt.NDArray[np.uint8]] = []
        values: list[npt.NDArray[np.int64]] = []
        at = count = 0
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name == LOGSOURCES or column.null_count == len(column):
                continue
            if pa.types.is_list(column.type):
                self.lists |= np.asarray(pc.is_valid(column))
                continue
            encoded = _dictionary(column)
            text, starts = _text_of(encoded.dictionary)
            rows = np.empty((len(starts) - 1, 4), dtype=np.int64)
            rows[:, 0], rows[:, 1], rows[:, 2] = starts[:-1] + at, starts[1:] + at, numbers.get(name, -1)
            self.codes.append(_codes(encoded, count))
            rows[:, 3] = _class_of_values(self.codes[-1] - count, classes, len(rows))
            if name in numbers:
                named.append(len(self.codes) - 1)
                fields.append(numbers[name])
            texts.append(text)
            values.append(rows)
            at += len(text)
            count += len(rows)
        self._text = np.concatenate([*texts, np.zeros(READ_AHEAD, dtype=np.uint8)])
        self._values = np.concatenate([*values, np.zeros((1, 4), dtype=np.int64)])
        cells = np.stack([self.codes[at] for at in named], axis=1) if named else np.zeros((1, 1), dtype=np.int32)
        self.tables: Tables = {
            "text": self._text,
            "values": self._values,
            "cells": np.ascontiguousarray(cells).reshape(-1),
            "column_fields": np.array(fields, dtype=np.int32),
            "tokens": np.zeros((count + 1, 8), dtype=np.int64),
            "arena": np.zeros(at + at // 2 + 2 * READ_AHEAD, dtype=np.uint8),
        }

    def text(self, value: int) -> str:
        """A value by its number."""
        start, end, *_ = self._values[value].tolist()
        return self._text[start:end].tobytes().decode()


def _dictionary(column: Any) -> pa.DictionaryArray:
    if pa.types.is_dictionary(column.type):
        return column
    return pc.dictionary_encode(column.cast(pa.string()))


def _text_of(values: Any) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """A string array's bytes, and where each string begins and the last one ends."""
    values = values.cast(pa.large_string())
    if not len(values):
        return np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    _, offsets, data = values.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    text = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    return text[starts[0] : starts[-1]], starts - starts[0]


def _codes(encoded: pa.DictionaryArray, first: int) -> npt.NDArray[np.int32]:
    indices = encoded.indices
    if not indices.null_count:
        return np.asarray(indices, dtype=np.int32) + np.int32(first)
    codes = np.asarray(indices.cast(pa.int32()).fill_null(-1))
    return np.where(codes < 0, np.int32(-1), codes + np.int32(first))


def _class_of_values(codes: npt.NDArray[np.int32], classes: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    """For every value the class of the rows that hold it; -1 if they are of several."""
    rows = np.flatnonzero(codes >= 0)
    held = codes[rows]
    found = np.full(count, -1, dtype=np.int32)
    found[held] = classes[rows]
    found[held[found[held] != classes[rows]]] = -1
    return found


def row_event(batch: pa.RecordBatch, row: int) -> Event:
    """The fields and log sources of one row; what else an event has is not in the columns."""
    record = {name: batch.column(at)[row].as_py() for at, name in enumerate(batch.schema.names)}
    sources = tuple(LogSource(*parts) for parts in orjson.loads(record.pop(LOGSOURCES) or "[]"))
    fields: dict[str, Value] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items() if value is not None
    }
    return Event(None, datetime.fromtimestamp(0, UTC), "columns", "", sources, fields, row)
