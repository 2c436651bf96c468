"""Whether a file is as it was written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from otasuke.lake.errors import BrokenFile
from otasuke.lake.manifest import StoredFile
from otasuke.lake.segments import Segment


def fault_of(path: Path, file: StoredFile | Segment) -> str:
    """What is wrong with a file, in words; nothing if it is whole. Raises OSError where the disk cannot tell."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        return f"cannot be read: {error.strerror}"
    if len(data) != file.size_bytes:
        return f"has {len(data)} bytes, should have {file.size_bytes}"
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return "was changed after it was written: its checksum is another"
    rows = pq.ParquetFile(pa.BufferReader(data)).metadata.num_rows
    return "" if rows == file.rows else f"has {rows} events, should have {file.rows}"


def check_sound(path: Path, file: StoredFile | Segment) -> None:
    """Raises BrokenFile: before a file is written anew, or a harmed one would get a new checksum. Raises OSError."""
    if what := fault_of(path, file):
        raise BrokenFile(path, what)
