"""Followers: who reads every segment once, in the order of their numbers, also one that was settled before he came to it.

How far a follower has come stands in `unread/NAME.position`. What is settled before all of them have read it keeps a second name
in that folder, for two days, because `recent/` forgets it. Nothing of it is part of the lake: its events are in their tenants' files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from otasuke.lake.durable import make_folder, write_durably
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.segments import Segment
from otasuke.lake.tables import opened

UNREAD_FOR = timedelta(days=2)
MOST_UNREAD_BYTES = 8 << 30
"""About a hundred million events."""
_POSITION = ".position"
_SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class UnreadSegment:
    """A segment that a follower has not read yet. path: it may be settled and gone from there an hour later; then ask again."""

    number: int
    path: Path
    rows: int
    written_at: datetime

    def batches(self, columns: Collection[str]) -> Iterator[pa.RecordBatch]:
        """Its events, some thousand at a time, of `columns` those that it has. Raises FileGone, BrokenFile."""
        with opened(self.path, dictionaries=False) as file:
            names = [name for name in file.names if name in columns]
            for group in range(len(file.group_rows)):
                yield from file.group(group, names).combine_chunks().to_batches()


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is ahead of a follower, in the order of the numbers. newest: the highest number that was ever given."""

    newest: int
    segments: tuple[UnreadSegment, ...]


def unread_folder(lake: Path) -> Path:
    """Where positions are, and what was settled too early for somebody."""
    return lake / "unread"


def note_position(lake: Path, follower: str, number: int) -> None:
    """He has read the segments up to this one, and from now on none behind it goes before he has. Raises OSError."""
    make_folder(unread_folder(lake))
    write_durably(unread_folder(lake) / f"{follower}{_POSITION}", str(number).encode())


def forget_follower(lake: Path, follower: str) -> None:
    """Nothing is kept for him any more. Raises OSError."""
    (unread_folder(lake) / f"{follower}{_POSITION}").unlink(missing_ok=True)


def ahead_of(lake: Path, number: int) -> Ahead:
    """The segments behind this one. Raises BrokenManifest, OSError."""
    # In this order: what is settled in between has both names.
    recent = read_recent(lake)
    found = {one.number: one for one in _held(lake)}
    for one in recent.segments:
        found[one.number] = UnreadSegment(one.number, recent_folder(lake) / one.name, one.rows, one.written_at)
    return Ahead(recent.newest, tuple(found[at] for at in sorted(found) if at > number))


def hold(lake: Path, settled: Sequence[Segment]) -> None:
    """Keep for the followers what `recent/` is about to forget. Raises OSError."""
    read = _read_by_all(lake)
    for one in settled:
        if read is not None and one.number > read:
            _link(recent_folder(lake) / one.name, unread_folder(lake) / f"{one.number:012}-{one.rows}{_SUFFIX}")


def let_go(lake: Path, *, now: datetime) -> int:
    """Delete what all have read, and what is too old or too much; how many segments nobody will read now. Raises OSError."""
    read = _read_by_all(lake)
    given_up = left_bytes = 0
    for one in sorted(_held(lake), key=lambda one: -one.number):
        left_bytes += (size := _size_of(one.path))
        is_read = read is None or one.number <= read
        if is_read or now - one.written_at > UNREAD_FOR or left_bytes > MOST_UNREAD_BYTES:
            one.path.unlink(missing_ok=True)
            left_bytes -= size
            given_up += not is_read
    return given_up


def _read_by_all(lake: Path) -> int | None:
    """Up to which number all followers have read; None where there are none."""
    return min((_position(path) for path in unread_folder(lake).glob(f"*{_POSITION}")), default=None)


def _position(path: Path) -> int:
    try:
        return int(path.read_bytes())
    except (ValueError, FileNotFoundError):
        return 0


def _held(lake: Path) -> list[UnreadSegment]:
    found = []
    for path in unread_folder(lake).glob(f"*{_SUFFIX}"):
        number, _, rows = path.stem.partition("-")
        with suppress(FileNotFoundError, ValueError):
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(UnreadSegment(int(number), path, int(rows), written_at))
    return found


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _link(source: Path, target: Path) -> None:
    """A second name for a file; where the file system has none, a copy."""
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        partial = target.with_suffix(".partial")
        shutil.copy2(source, partial)
        partial.replace(target)
