"""Reading fields of the lake's columns, whole columns at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.coded import TEXT, Coded, Mask, coded, everywhere, first_of, nothing

FIELD = "f."
_NUMBER = r"^[0-9]{1,18}$"
_MINUTE_US = 60_000_000
_DAY_US = 86_400_000_000
_MOST_GROUPS = 1 << 62

Numbers: TypeAlias = npt.NDArray[np.int64]


class Events:
    """Some rows of columns as the lake has them.

    Of a column, which may be wide, nothing is picked or coded until somebody asks for it, and then once.
    """

    def __init__(self, table: pa.Table, *, rows: Numbers | None = None, whole: Events | None = None) -> None:
        self._table = table
        self._rows = rows
        self._whole = whole
        self._names: frozenset[str] = frozenset() if whole is not None else frozenset(table.column_names)
        self._coded: dict[str, Coded] = {}

    def __len__(self) -> int:
        return len(self._table) if self._rows is None else len(self._rows)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self._names if self._whole is None else self._whole.has(name)

    def is_coded(self, name: str) -> bool:
        """Whether somebody has asked for this column of texts already."""
        return name in self._coded

    def column(self, name: str) -> pa.ChunkedArray:
        """A column as it is."""
        column = self._table.column(name)
        return column if self._rows is None else column.take(pa.array(self._rows))

    def coded(self, name: str) -> Coded:
        """A column of texts; of several values in a row the first."""
        if name not in self._coded:
            self._coded[name] = self._code(name)
        return self._coded[name]

    def text(self, *names: str) -> Coded:
        """For each row the first of these fields that it has."""
        found = [self.coded(FIELD + name) for name in names if self.has(FIELD + name)]
        return first_of(*found) if found else nothing(len(self))

    def joined(self, name: str) -> Coded:
        """A field with all of its values, with commas between them."""
        if not self.has(FIELD + name):
            return nothing(len(self))
        column = self.column(FIELD + name)
        if not pa.types.is_list(column.type):
            return coded(column)
        return coded(pc.binary_join(column.cast(pa.list_(pa.string())), ","))

    def number(self, *names: str) -> pa.Array:
        """The same as whole numbers; null where the text is none."""
        return self.text(*names).numbers(_NUMBER)

    def where(self, test: Callable[[str], bool], *names: str) -> Mask:
        """For each row whether the first of these fields that it has passes a test."""
        return self.text(*names).where(test)

    def have(self, *names: str) -> Mask:
        """For each row whether it has any of these fields."""
        found = np.zeros(len(self), np.bool_)
        for name in names:
            if self.has(FIELD + name):
                found |= self.coded(FIELD + name).is_there
        return found

    def matching(self, pattern: str, *names: str) -> Mask:
        """For each row whether `text` of it matches a regular expression. For texts of which nearly each is another one."""
        columns = [_first(self.column(FIELD + name)) for name in names if self.has(FIELD + name)]
        if not columns:
            return np.zeros(len(self), np.bool_)
        found = pc.match_substring_regex(pc.coalesce(*columns).cast(pa.large_string()), pattern)
        kept: Mask = found.fill_null(False).to_numpy()
        return kept

    def of_category(self, *categories: str) -> Events:
        """The events that belong to one of these categories of log sources."""
        words = [f'"{category}"' for category in categories]
        return self.filter(self.coded("logsources").where(lambda one: any(word in one for word in words)))

    def filter(self, kept: Mask) -> Events:
        """Those of the rows for which something is true."""
        return self.take(np.flatnonzero(kept))

    def take(self, rows: Numbers) -> Events:
        """Rows by their numbers."""
        return Events(
            self._table,
            rows=rows if self._rows is None else self._rows[rows],
            whole=self if self._whole is None else self._whole,
        )

    def _code(self, name: str) -> Coded:
        whole = self._whole
        if whole is None or self._rows is None:
            return coded(_first(self._table.column(name)))
        if whole.is_coded(name) or len(self) * 2 > len(whole):
            return whole.coded(name).picked(self._rows)
        return coded(_first(self.column(name)))


def events_of(table: pa.Table | Events) -> Events:
    """Columns as the lake has them, as Events."""
    return table if isinstance(table, Events) else Events(table)


def _first(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_list(column.type):
        return column
    return pc.list_element(pc.if_else(pc.greater(pc.list_value_length(column), 0), column, None), 0)


def schema_of(texts: str, **others: pa.DataType) -> pa.Schema:
    """The columns of what a detector takes: `tenant` and `time`, some texts, and others."""
    columns = {"tenant": TEXT, "time": pa.timestamp("us", "UTC")}
    return pa.schema(columns | dict.fromkeys(texts.split(), TEXT) | others)


def stacked(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables of a schema as one, each column in one piece: so it is coded once, however many look at it."""
    some = [one for one in tables if len(one)]
    if len(some) < 2:
        return some[0] if some else tables[0]
    return pa.concat_tables(some).unify_dictionaries().combine_chunks()


def rows_of(schema: pa.Schema, rows: Events, **columns: Coded | pa.Array) -> pa.Table:
    """These columns with the events' tenants and times (when they came, where they do not say when they happened)."""
    fixed = {
        "tenant": rows.coded("tenant").array(),
        "time": pc.coalesce(rows.column("time"), rows.column("received_at")),
    }
    arrays = fixed | {name: one.array() if isinstance(one, Coded) else one for name, one in columns.items()}
    return pa.table([arrays[name].cast(schema.field(name).type) for name in schema.names], schema=schema)


def where(column: pa.Array | pa.ChunkedArray, test: Callable[[str], bool]) -> Mask:
    """For each row whether its text passes a test, which is asked once for every text. False where there is none."""
    return coded(column).where(test)


def filled(rows: pa.Table, *names: str) -> pa.Table:
    """Tenant, time and these columns of text, with "" where there is nothing."""
    columns = {name: first_of(coded(rows.column(name)), everywhere("", len(rows))).array() for name in names}
    return pa.table({"tenant": rows.column("tenant"), "time": rows.column("time")} | columns)


def distinct(rows: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Every combination of these columns once a minute, with the time at which it came first as the last part, in seconds.

    In the order of these times. So the loops of detectors go over what is different, never over every event.
    """
    columns, micros = [coded(rows.column(name)) for name in names], micros_of(rows)
    order = _ordered(columns, micros)
    minutes = micros // _MINUTE_US
    groups = grouped([*(column.codes for column in columns), minutes])[order]
    _, firsts = np.unique(groups, return_index=True)
    return _tuples(columns, micros, order[np.sort(firsts)])


def in_order(rows: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Every row, with its time as the last part, in seconds; by time."""
    columns, micros = [coded(rows.column(name)) for name in names], micros_of(rows)
    return _tuples(columns, micros, _ordered(columns, micros))


def series(rows: pa.Table, *names: str) -> list[tuple[tuple[Any, ...], list[tuple[float, int]]]]:
    """By combination of these columns when it came, in seconds, and which one it was of all rows by time."""
    columns, micros = [coded(rows.column(name)) for name in names], micros_of(rows)
    order = _ordered(columns, micros)
    groups = grouped([column.codes for column in columns])[order]
    together = np.argsort(groups, kind="stable")
    firsts = np.flatnonzero(np.diff(groups[together], prepend=-1))
    keys = zip(*(column.picked(order[together[firsts]]).listed() for column in columns), strict=True)
    times = list(zip((micros[order[together]] / 1e6).tolist(), together.tolist(), strict=True))
    ends = np.append(firsts, len(times))[1:].tolist()
    return [(key, times[first:end]) for key, first, end in zip(keys, firsts.tolist(), ends, strict=True)]


def days_of(rows: pa.Table) -> list[tuple[str, float]]:
    """By time the tenants of rows, each once for every day (of UTC), with the first of its times there, in seconds."""
    tenants, micros = coded(rows.column("tenant")), micros_of(rows)
    order = np.argsort(micros, kind="stable")
    _, firsts = np.unique(grouped([tenants.codes[order], micros[order] // _DAY_US]), return_index=True)
    return _tuples([tenants], micros, order[np.sort(firsts)])


def micros_of(rows: pa.Table) -> Numbers:
    """The times of rows, in microseconds since 1970."""
    micros: Numbers = rows.column("time").cast(pa.int64()).to_numpy()
    return micros


def grouped(columns: Sequence[npt.NDArray[Any]]) -> Numbers:
    """For each row a number that is the same where all of these are the same."""
    groups, count = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        least, most = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        if count * (most - least + 1) > _MOST_GROUPS:
            _, groups = np.unique(groups, return_inverse=True)
            count = len(groups)
        groups = groups * (most - least + 1) + (column.astype(np.int64) - least)
        count *= most - least + 1
    return groups


def _ordered(columns: Sequence[Coded], micros: Numbers) -> Numbers:
    """The numbers of rows by time; by their values where the time is the same."""
    order = np.argsort(micros, kind="stable")
    same = np.diff(micros[order]) == 0
    places = np.flatnonzero(np.append(same, False) | np.append(False, same))
    if len(places):
        some = order[places]
        ranks = [column.picked(some).ranks for column in reversed(columns)]
        order[places] = some[np.lexsort((*ranks, micros[some]))]
    return order


def _tuples(columns: Sequence[Coded], micros: Numbers, rows: Numbers) -> list[tuple[Any, ...]]:
    """Rows by their numbers, with their times in seconds."""
    parts = [column.picked(rows).listed() for column in columns]
    return list(zip(*parts, (micros[rows] / 1e6).tolist(), strict=True))
