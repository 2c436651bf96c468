"""Whether a file is as it was written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from otasuke.lake.errors import BrokenFile
from otasuke.lake.manifest import StoredFile
from otasuke.lake.segments import Segment
from otasuke.lake.storage.port import Store


def fault_of(path: Path, segment: Segment) -> str:
    """What is wrong with a segment, in words; nothing if it is whole. Raises OSError where the disk cannot tell."""
    try:
        return fault_in(path.read_bytes(), segment)
    except FileNotFoundError as error:
        return f"cannot be read: {error.strerror}"


def fault_in(data: bytes, file: StoredFile | Segment) -> str:
    """What is wrong with the bytes of a file, in words; nothing if they are those that were written."""
    if len(data) != file.size_bytes:
        return f"has {len(data)} bytes, should have {file.size_bytes}"
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return "was changed after it was written: its checksum is another"
    rows = pq.ParquetFile(pa.BufferReader(data)).metadata.num_rows
    return "" if rows == file.rows else f"has {rows} events, should have {file.rows}"


def sound_bytes(store: Store, name: str, file: StoredFile) -> bytes:
    """The bytes of a file that is to be written anew: a harmed one would get a new checksum.

    Raises BrokenFile, StoreUnreachable, OSError.
    """
    try:
        data = store.read(name)
    except FileNotFoundError as error:
        raise BrokenFile(store.shown(name), "cannot be read: No such file or directory") from error
    if what := fault_in(data, file):
        raise BrokenFile(store.shown(name), what)
    return data
