"""Segments: files in which the recent events of many tenants stand, each tenant's rows together.

A segment is a Parquet file. Between its magic and its first column, where no reader of Parquet looks, it has an index: whose
rows are where, and which parcels and messages came in. So one file has to reach the disk, and to find a tenant in it takes
no look at its columns.
"""

from __future__ import annotations

import hashlib
import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sys import intern
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from otasuke.lake.columns import TENANT, moments
from otasuke.lake.durable import make_folder, write_new_durably
from otasuke.lake.errors import BrokenFile
from otasuke.lake.tables import QUICK, Numbers, encoded, microseconds, ordered, ranks

ROW_GROUP_ROWS = 1 << 13
"""Few, because who reads one tenant's rows decodes those beside them too."""
_DICTIONARY_BYTES = 1 << 16  # to gather more costs a quarter of the encoding, and makes no file smaller
Digests = npt.NDArray[np.uint64]
_MAGIC = b"PAR1"
_LENGTHS = struct.Struct("<III")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as the recent manifest names it.

    number      rises with each segment that is named, and never comes again; 0 before that.
    name        of the file in the lake's folder of recent events.
    earliest    and `latest` time of its events.
    written_at  when it was flushed.
    """

    number: int
    name: str
    rows: int
    size_bytes: int
    sha256: str
    earliest: datetime
    latest: datetime
    written_at: datetime


@dataclass(frozen=True, slots=True)
class TenantRows:
    """Where a tenant's rows are in a segment, and from when they are."""

    rows: range
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Index:
    """What stands at the beginning of a segment.

    tenants   sorted; their rows follow each other in this order.
    ends      behind which row each of them ends.
    earliest  and `latest` time of each, in microseconds since 1970.
    known     digests of the parcels and messages that came in with it.
    """

    tenants: Sequence[str]
    ends: Numbers
    earliest: Numbers
    latest: Numbers
    known: Digests

    def rows_of(self, tenant: str) -> range:
        """Where a tenant's rows are; empty if it has none."""
        at = self._place(tenant)
        return range(0) if at is None else self._rows_at(at)

    def span_of(self, tenant: str) -> TenantRows | None:
        """The same, and from when they are; None if it has none."""
        at = self._place(tenant)
        if at is None:
            return None
        return TenantRows(self._rows_at(at), _moment(int(self.earliest[at])), _moment(int(self.latest[at])))

    def rows_by_tenant(self) -> dict[str, range]:
        """Where everybody's rows are."""
        return {tenant: self._rows_at(at) for at, tenant in enumerate(self.tenants)}

    def _place(self, tenant: str) -> int | None:
        at = bisect_left(self.tenants, tenant)
        return at if at < len(self.tenants) and self.tenants[at] == tenant else None

    def _rows_at(self, at: int) -> range:
        return range(int(self.ends[at - 1]) if at else 0, int(self.ends[at]))


def write_segment(folder: Path, table: pa.Table, *, known: Digests, now: datetime) -> Segment:
    """Write rows of many tenants as one segment, durably. Raises OSError."""
    table = ordered(table, ranks(table.column(TENANT)))
    index = _index_of(table, known)
    data = encoded(
        table,
        level=QUICK,
        row_group_rows=ROW_GROUP_ROWS,
        front=_index_bytes(index),
        dictionary_bytes=_DICTIONARY_BYTES,
    )
    name = f"{uuid4().hex}.parquet"
    make_folder(folder)
    write_new_durably([(folder / name, data)])
    return Segment(
        number=0,
        name=name,
        rows=len(table),
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        earliest=_moment(int(index.earliest.min())),
        latest=_moment(int(index.latest.max())),
        written_at=now,
    )


def read_index(path: Path) -> Index:
    """The index of a segment. Raises BrokenFile, OSError."""
    with path.open("rb") as file:
        try:
            names_bytes, tenants, known = _LENGTHS.unpack(file.read(len(_MAGIC) + _LENGTHS.size)[len(_MAGIC) :])
            names = [intern(name) for name in orjson.loads(file.read(names_bytes))]
            numbers = np.frombuffer(file.read(8 * 3 * tenants), np.int64, 3 * tenants).reshape(3, tenants)
            digests = np.frombuffer(file.read(8 * known), np.uint64, known)
            return Index(names, numbers[0], numbers[1], numbers[2], digests)
        except (ValueError, TypeError, struct.error) as error:
            raise BrokenFile(path, f"is no segment ({type(error).__name__}: {error})") from error


def _index_bytes(index: Index) -> bytes:
    names = orjson.dumps(index.tenants)
    numbers = np.stack((index.ends, index.earliest, index.latest))
    return (
        _LENGTHS.pack(len(names), len(index.tenants), len(index.known))
        + names
        + numbers.tobytes()
        + index.known.tobytes()
    )


def _index_of(table: pa.Table, known: Digests) -> Index:
    """Of a table that is ordered by tenant."""
    coded = table.column(TENANT).combine_chunks().dictionary_encode()
    firsts = np.flatnonzero(np.diff(np.asarray(coded.indices), prepend=-1))
    times = microseconds(moments(table))
    return Index(
        coded.dictionary.to_pylist(),
        np.append(firsts[1:], len(table)),
        np.minimum.reduceat(times, firsts),
        np.maximum.reduceat(times, firsts),
        known,
    )


def _moment(microseconds: int) -> datetime:
    return _BEGINNING + microseconds * _MICROSECOND
