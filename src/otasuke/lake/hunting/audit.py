"""Who looked at the events of several tenants, when, for what and why: one line of JSON each, on the disk before they see anything."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import orjson

NAME = "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Look:
    """A look across tenants.

    tenants     None: all.
    looked_for  the question as it was asked.
    """

    at: datetime
    who: str
    reason: str
    tenants: Sequence[str] | None
    looked_for: Mapping[str, object]


def record_look(data_folder: Path, look: Look) -> None:
    """Add a line to the audit log. It is on the disk when this returns. Raises OSError."""
    line = orjson.dumps({"event": "lake.across", **asdict(look)}, option=orjson.OPT_APPEND_NEWLINE)
    with _opened(data_folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        written = os.write(log, line)
        if written != len(line):
            raise OSError(f"only {written} of {len(line)} bytes could be written")
        os.fsync(log)
    with _opened(data_folder, os.O_RDONLY) as folder:
        os.fsync(folder)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
