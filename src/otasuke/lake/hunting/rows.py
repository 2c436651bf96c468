"""The rows of a part, read as far as somebody asks: a column when it is looked at, whole events only where something is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.evaluate import members
from otasuke.events import Event, Value
from otasuke.lake.columns import FIELD, LOGSOURCES, OTHERS, RECEIVED, SOURCE, TIME, moments, others_of, to_events
from otasuke.lake.hunting.index import Index, read_index
from otasuke.lake.hunting.parts import Part
from otasuke.lake.tables import StoredTable, microseconds, opened

RowNumbers = npt.NDArray[np.int64]
_MOST_KEPT = 24
"""How many columns of a part are kept in memory: a search for a word looks at hundreds."""
_ABOUT = (TIME, RECEIVED, SOURCE, "sensor", "record", LOGSOURCES, OTHERS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its different values.

    texts  where every value is a text: the same values as an array.
    codes  for each row the number of its value; the number of values where it has none.
    """

    values: Sequence[Value]
    texts: pa.Array | None
    codes: npt.NDArray[np.int32]


class Rows:
    """The rows of a part within a span of time. Its methods raise OSError and pa.ArrowException, which `OpenPart.rows` translates."""

    def __init__(self, part: Part, file: StoredTable, *, since: datetime | None, until: datetime | None) -> None:
        self.part = part
        self._file = file
        self._since, self._until = since, until
        self._columns: dict[str | tuple[str, str], Column | None] = {}
        self._names = frozenset(file.names)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that have a column in the file."""
        return tuple(sorted(name[len(FIELD) :] for name in self._names if name.startswith(FIELD)))

    @cached_property
    def all(self) -> RowNumbers:
        """The numbers of the rows that may be looked at, within the time, counted from the part's first."""
        part, every = self.part, self._owned()
        begun = self._since is None or part.earliest >= self._since
        if begun and (self._until is None or part.latest < self._until):
            return every
        times = microseconds(moments(self._read([TIME, RECEIVED])))
        if self._since is not None:
            every = every[times[every] >= _microseconds(self._since)]
        if self._until is not None:
            every = every[times[every] < _microseconds(self._until)]
        return every

    def _owned(self) -> RowNumbers:
        """The rows that may be looked at, counted from the part's first."""
        begin = self.part.span.start
        return np.concatenate([np.arange(rows.start - begin, rows.stop - begin) for _, rows in self.part.owners])

    def logsources(self) -> Column:
        """The column of log sources."""
        column = self.stored(LOGSOURCES)
        assert column is not None
        return column

    def field(self, name: str) -> Column | None:
        """The column of a field, wherever its values stand; None if no event of the file has it."""
        if OTHERS not in self._names:
            return self.stored(FIELD + name)
        return self._kept(("", name), lambda: self._field_with_others(name))

    @property
    def others(self) -> Column | None:
        """For each row the values of all fields without a column; None if the file has no such fields."""
        column = self.stored(OTHERS)
        if column is None or column.texts is None:
            return None
        return Column(_OfAllOthers(column.texts), None, column.codes)

    def stored(self, name: str) -> Column | None:
        """A column of the file."""
        return self._kept(name, lambda: _coded(self._read([name])[name]) if name in self._names else None)

    def events(self, rows: Sequence[int], fields: Collection[str] | None = None) -> list[Event]:
        """The events of these rows, in their order. Of `fields` those that they have; None: all."""
        names = [*_ABOUT, *(FIELD + name for name in (self.fields if fields is None else fields))]
        events: dict[int, Event] = {}
        for first, group in self._groups():
            inside = [row for row in rows if first <= row < first + group[1]]
            if inside:
                table = self._group(group[0], [name for name in names if name in self._names])
                skipped = self.part.span.start + first - group[2]
                taken = table.take([row - first + skipped for row in inside]).combine_chunks()
                events |= zip(inside, (one for batch in taken.to_batches() for one in to_events(batch)), strict=True)
        return [_with_only(events[row], fields) for row in rows]

    def _kept(self, key: str | tuple[str, str], make: Callable[[], Column | None]) -> Column | None:
        if key not in self._columns:
            made = make()
            if len(self._columns) >= _MOST_KEPT:
                del self._columns[next(iter(self._columns))]
            self._columns[key] = made
        return self._columns[key]

    def _field_with_others(self, name: str) -> Column | None:
        column, others = self.stored(FIELD + name), self.stored(OTHERS)
        assert others is not None
        assert others.texts is not None
        # A look for the name as it is written spares most of the texts to be read.
        maybe = pc.match_substring(others.texts, orjson.dumps(name).decode() + ":").to_numpy(zero_copy_only=False)
        read = ((number, others_of(others.texts[number].as_py())) for number in np.flatnonzero(maybe).tolist())
        found = {number: fields[name] for number, fields in read if name in fields}
        return _with_values(column, others, found) if found else column

    def _read(self, names: list[str]) -> pa.Table:
        """Columns of the part's rows."""
        parts = []
        for first, (number, count, begin) in self._groups():
            skipped = self.part.span.start + first - begin
            parts.append(self._group(number, names).slice(skipped, count))
        return pa.concat_tables(parts).combine_chunks()

    def _groups(self) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """The row groups with rows of the part: the first of them, and the group's number, how many, and its beginning."""
        span, begin = self.part.span, 0
        for number, count in enumerate(self._file.group_rows):
            end = begin + count
            first, last = max(span.start, begin), min(span.stop, end)
            if first < last:
                yield first - span.start, (number, last - first, begin)
            begin = end

    def _group(self, number: int, names: list[str]) -> pa.Table:
        return self._file.group(number, names)


class OpenPart:
    """A part to be searched: its index first, and its rows if that is not enough."""

    def __init__(
        self, part: Part, *, since: datetime | None = None, until: datetime | None = None, use_index: bool = True
    ) -> None:
        self.part = part
        self._since, self._until = since, until
        self._use_index = use_index

    @cached_property
    def index(self) -> Index | None:
        """The file's index. Raises LakeError, OSError."""
        if not self._use_index:
            return None
        with self.part.keep():
            return read_index(self.part.path)

    @contextmanager
    def rows(self) -> Iterator[Rows]:
        """The rows, while the file is open. Raises LakeError, OSError."""
        with self.part.keep(), opened(self.part.path) as file:
            yield Rows(self.part, file, since=self._since, until=self._until)


def _with_only(event: Event, fields: Collection[str] | None) -> Event:
    if fields is None:
        return event
    return replace(event, fields={name: value for name, value in event.fields.items() if name in fields})


def _with_values(column: Column | None, others: Column, found: Mapping[int, Value]) -> Column:
    """A column with values that stand elsewhere: `found`, by the numbers of the values of `others` that hold them."""
    values: list[Value] = []
    if column is not None:
        values += column.values if column.texts is None else column.texts.to_pylist()
    here = np.full(len(others.values) + 1, -1, np.int32)
    here[list(found)] = np.arange(len(values), len(values) + len(found))
    values += found.values()
    before = np.full(len(others.codes), -1, np.int32) if column is None else column.codes
    absent = -1 if column is None else len(column.values)
    there = here[others.codes]
    merged = np.where(there >= 0, there, np.where(before == absent, len(values), before))
    return Column(values, None, merged.astype(np.int32))


def _coded(column: pa.ChunkedArray) -> Column:
    chunk = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_list(chunk.type):
        return _coded_lists(chunk.to_pylist())
    if not pa.types.is_dictionary(chunk.type):
        chunk = chunk.dictionary_encode()
    texts = chunk.dictionary.cast(pa.string())
    codes = np.asarray(chunk.indices.fill_null(len(texts)).cast(pa.int32()))
    return Column(_Texts(texts), texts, codes)


def _coded_lists(lists: Sequence[list[str] | None]) -> Column:
    numbers: dict[tuple[str, ...], int] = {}
    codes = [-1 if one is None else numbers.setdefault(tuple(one), len(numbers)) for one in lists]
    coded = np.array(codes, dtype=np.int32)
    return Column(list(numbers), None, np.where(coded < 0, len(numbers), coded).astype(np.int32))


class _Texts(Sequence[str]):
    """An array of strings that is read when somebody asks."""

    def __init__(self, texts: pa.Array) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]  # nobody slices it
        return self._texts[number].as_py()  # type: ignore[no-any-return]


class _OfAllOthers(Sequence[Value]):
    """Of texts that hold fields without a column, the values of all these fields together."""

    def __init__(self, texts: pa.Array) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> Value:  # type: ignore[override]  # nobody slices it
        fields = others_of(self._texts[number].as_py())
        return tuple(text for value in fields.values() for text in members(value))


def _microseconds(moment: datetime) -> int:
    return int(pa.scalar(moment, pa.timestamp("us", "UTC")).value)
