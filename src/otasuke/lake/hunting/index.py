"""The index of a file: which tokens stand in which of its columns, and which log sources its events have.

It is kept in the Parquet file itself, between the data and the footer, where nobody looks who does not know of it: so it
comes, is checked and goes with the file. A file without one is searched in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import zstandard

from otasuke.detect.evaluate import members
from otasuke.detect.indicators.hashing import Numbers, Places
from otasuke.lake.columns import FIELD, LOGSOURCES, OTHERS, others_of
from otasuke.lake.hunting.packing import packed, unpacked
from otasuke.lake.hunting.tokens import tokens_in
from otasuke.lake.tables import twins_in

_MAGIC = b"otsk-ix1"
_TAIL_BYTES = 8
_MOST_BYTES = 1 << 30
_PORTION_BYTES = 32 << 20
_READ_AT_ONCE = 256
_NONE = np.zeros(0, dtype=np.uint64)
_KINDS = ("names", "version_4", "version_6")


@dataclass(frozen=True, slots=True)
class Posting:
    """Sorted numbers without repeats, and for each the number of the set of columns in which it stands."""

    numbers: Numbers
    sets: npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Index:
    """What stands in a file.

    logsources  the different texts of that column.
    columns     the names of the columns of a set, by its number.
    """

    logsources: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    names: Posting
    version_4: Posting
    version_6: Posting

    def columns_with(self, names: Numbers, version_4: Ranges, version_6: Ranges) -> set[str]:
        """The columns in which one of these names, or an address of one of these ranges, may stand."""
        sets = [_sets_with(self.names, names)]
        sets += [_sets_between(self.version_4, version_4), _sets_between(self.version_6, version_6)]
        return {name for number in np.unique(np.concatenate(sets)).tolist() for name in self.columns[number]}


@dataclass(frozen=True, slots=True)
class Ranges:
    """Numbers from each of `first` up to and with each of `last`."""

    first: Numbers
    last: Numbers


def attached(data: bytes, table: pa.Table) -> bytes:
    """A Parquet file that holds the table, with the index of it."""
    footer = int.from_bytes(data[-_TAIL_BYTES:-4], "little") + _TAIL_BYTES
    index = zstandard.compress(_written(table), 3)
    return b"".join([data[:-footer], index, len(index).to_bytes(_TAIL_BYTES, "little"), _MAGIC, data[-footer:]])


def read_index(path: Path) -> Index | None:
    """The index of a file; None if it has none that can be read. Raises OSError."""
    with path.open("rb") as file:
        end = file.seek(0, 2) - _TAIL_BYTES
        if end < 0:
            return None
        file.seek(end)
        tail = end - int.from_bytes(file.read(4), "little") - 2 * _TAIL_BYTES
        if tail < 0:
            return None
        file.seek(tail)
        size = int.from_bytes(file.read(_TAIL_BYTES), "little")
        if file.read(_TAIL_BYTES) != _MAGIC or size > tail:
            return None
        file.seek(tail - size)
        return _read(file.read(size))


def _read(data: bytes) -> Index | None:
    try:
        content = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_BYTES)
        size = int.from_bytes(content[:4], "little")
        head = orjson.loads(content[4 : 4 + size])
        postings, at = [], 4 + size
        for count, numbers, sets in head["postings"]:
            of_numbers, of_sets = content[at : at + numbers], content[at + numbers : at + numbers + sets]
            sets_of = np.frombuffer(of_sets, dtype=f"<u{head['width']}")
            if len(sets_of) != count:
                return None
            postings.append(Posting(unpacked(of_numbers, count), sets_of))
            at += numbers + sets
        return Index(tuple(head["logsources"]), tuple(map(tuple, head["columns"])), *postings)
    except (zstandard.ZstdError, ValueError, KeyError, TypeError):
        return None


def _written(table: pa.Table) -> bytes:
    twins = twins_in(table)
    names = [name for name in table.column_names if name.startswith(FIELD) and name not in twins]
    same = {name: [name, *(one for one, other in twins.items() if other == name)] for name in names}
    found: list[list[tuple[Numbers, Places]]] = [[] for _ in _KINDS]
    if OTHERS in table.column_names:
        same[OTHERS] = [OTHERS]
        names.append(OTHERS)
    for columns, texts in _portions([_texts_of(name, table.column(name)) for name in names]):
        for kind, tokens in enumerate(tokens_in(texts)):
            found[kind].append((tokens.numbers, columns[tokens.texts]))
    sets = _Sets()
    postings = [_posting(parts, sets) for parts in found]
    width = 1 if len(sets.columns) < 256 else 4
    blobs = [(packed(one.numbers), one.sets.astype(f"<u{width}").tobytes()) for one in postings]
    head = {
        "logsources": _distinct(table.column(LOGSOURCES)),
        "columns": [[name for at in columns for name in same[names[at]]] for columns in sets.columns],
        "width": width,
        "postings": [
            (len(one.numbers), len(numbers), len(places))
            for one, (numbers, places) in zip(postings, blobs, strict=True)
        ],
    }
    text = orjson.dumps(head)
    return b"".join([len(text).to_bytes(4, "little"), text, *(part for blob in blobs for part in blob)])


class _Sets:
    """Sets of columns, each with a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}

    @property
    def columns(self) -> list[tuple[int, ...]]:
        return list(self._numbers)

    def number(self, columns: Iterable[int]) -> int:
        return self._numbers.setdefault(tuple(columns), len(self._numbers))


def _posting(parts: Sequence[tuple[Numbers, Places]], sets: _Sets) -> Posting:
    """The numbers of all columns, each once. Which columns a number stands in is told by the sum of their marks."""
    numbers, columns = (np.concatenate([part[side] for part in parts]) if parts else _NONE for side in (0, 1))
    order = np.lexsort((columns, numbers))
    numbers, columns = numbers[order], columns[order]
    fresh = np.ones(len(numbers), dtype=np.bool_)
    fresh[1:] = (np.diff(numbers) != 0) | (np.diff(columns) != 0)
    numbers, columns = numbers[fresh], columns[fresh]
    if not len(numbers):
        return Posting(_NONE, np.zeros(0, dtype=np.uint32))
    starts = np.flatnonzero(np.concatenate([[True], np.diff(numbers) != 0]))
    marks = np.random.default_rng(1).integers(1 << 63, size=int(columns.max()) + 1, dtype=np.uint64)
    _, first, which = np.unique(np.add.reduceat(marks[columns], starts), return_index=True, return_inverse=True)
    ends = np.append(starts[1:], len(numbers))
    known = [sets.number(columns[starts[at] : ends[at]].tolist()) for at in first.tolist()]
    return Posting(numbers[starts], np.array(known, dtype=np.uint32)[which])


def _portions(columns: Sequence[pa.ChunkedArray]) -> Iterator[tuple[Places, pa.Array]]:
    """The texts of some columns after each other, and of which column each is: few large steps instead of many small ones."""
    numbers: list[Places] = []
    chunks: list[pa.Array] = []
    size = 0
    for number, column in enumerate(columns):
        for chunk in column.chunks:
            numbers.append(np.full(len(chunk), number))
            chunks.append(chunk.cast(pa.large_string()))
            size += chunk.nbytes
        if chunks and (size > _PORTION_BYTES or number == len(columns) - 1):
            yield np.concatenate(numbers), pa.concat_arrays(chunks)
            numbers, chunks, size = [], [], 0


def _texts_of(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    if name != OTHERS:
        return different(column)
    # A few rows at a time: read, they take many times as much room.
    slices = (column.slice(first, _READ_AT_ONCE) for first in range(0, len(column), _READ_AT_ONCE))
    return pa.chunked_array(list(map(_values_in, slices)), pa.string())


def _values_in(column: pa.ChunkedArray) -> pa.Array:
    """The different values of the fields that have no column of their own."""
    read = (others_of(text) for text in column.to_pylist())
    texts = (text for fields in read for value in fields.values() for text in members(value))
    return pa.array(list(dict.fromkeys(texts)), pa.string())


def different(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The different texts of a column; of a list column, of its members."""
    if pa.types.is_list(column.type):
        column = pc.list_flatten(column)
    if pa.types.is_dictionary(column.type):
        return pa.chunked_array([chunk.dictionary for chunk in column.chunks], pa.string())
    return pa.chunked_array([column.unique()])


def _distinct(column: pa.ChunkedArray) -> list[str]:
    return [text for text in column.cast(pa.string()).unique().to_pylist() if text is not None]


def _sets_with(posting: Posting, numbers: Numbers) -> npt.NDArray[np.uint32]:
    at = np.searchsorted(posting.numbers, numbers)
    inside = at < len(posting.numbers)
    at = at[inside]
    found: npt.NDArray[np.uint32] = posting.sets[at[posting.numbers[at] == numbers[inside]]]
    return found


def _sets_between(posting: Posting, ranges: Ranges) -> npt.NDArray[np.uint32]:
    first = np.searchsorted(posting.numbers, ranges.first)
    last = np.searchsorted(posting.numbers, ranges.last, side="right")
    parts = [posting.sets[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if a < b]
    return np.concatenate([np.zeros(0, dtype=np.uint32), *parts])
