"""Writing what just came, of all tenants at once: one file and one swap of a manifest at each flush."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from otasuke.lake.columns import BATCH, TENANT
from otasuke.lake.errors import BrokenFile, Overtaken
from otasuke.lake.joining import joined, together
from otasuke.lake.known import Known, digests_of, message_digest
from otasuke.lake.manifest import NAME
from otasuke.lake.recent import Recent, change_recent, read_recent, recent_folder
from otasuke.lake.segments import Digests, Segment, read_index, write_segment

LARGEST_SEGMENT_BYTES = 256 << 20
"""Of text before it is encoded. A flush of more becomes several segments; no column can hold two gigabytes."""


class RecentWriter:
    """Writes the events of all tenants. Several may write to one lake, each in a process of its own.

    What a flush has confirmed is known for at least an hour after it was settled, also to other writers and after a restart;
    so what was gathered should be flushed within the hour.
    Raises BrokenManifest, BrokenFile, OSError.
    """

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._known = Known()
        self._messages: dict[int, dict[int, tuple[str, str]]] = {}
        self._columns: list[pa.RecordBatch] = []
        self._gathered: set[int] = set()
        self._seen: tuple[int, int] | None = None
        self._look_again()

    @property
    def rows(self) -> int:
        """How many events wait to be written."""
        return sum(batch.num_rows for batch in self._columns)

    @property
    def size_bytes(self) -> int:
        """How much memory they take."""
        return sum(batch.nbytes for batch in self._columns)

    def has_message(self, message_id: str) -> bool:
        """Whether a whole message is in the lake, or waits to be written."""
        self._look_again()
        digest = message_digest(message_id)
        return digest in self._messages or self._known.has(np.array([digest], np.uint64))[0]

    def new_parcels(self, parcels: Sequence[tuple[str, str]]) -> list[bool]:
        """Which of these (tenant, batch) neither are in the lake nor wait to be written; the first of equal ones is."""
        self._look_again()
        digests = digests_of(parcels)
        met = set(self._gathered)
        new = []
        for digest, known in zip(digests.tolist(), self._known.has(digests), strict=True):
            new.append(not known and digest not in met)
            met.add(digest)
        return new

    def add(self, message_id: str, parcels: Sequence[tuple[str, str]], columns: Sequence[pa.RecordBatch] = ()) -> None:
        """Gather a message; nothing is on the disk before `flush`.

        parcels  those of it that `new_parcels` called new.
        columns  their events: the columns of `lake.columns`, and `tenant` and `sent_by`. Those of many small messages are
                 better added together, with `add_columns`.
        """
        digests = digests_of(parcels).tolist()
        self._messages[message_digest(message_id)] = dict(zip(digests, parcels, strict=True))
        self._gathered.update(digests)
        self.add_columns(columns)

    def add_columns(self, columns: Sequence[pa.RecordBatch]) -> None:
        """Gather events of messages that were added."""
        self._columns.extend(columns)

    def flush(self, now: datetime) -> tuple[Segment, ...]:
        """Write what was gathered; when this returns it survives a power cut. The segments written.

        Raises OSError, BrokenManifest; then nothing of it is in the lake, and it may be flushed again.
        """
        segments: tuple[Segment, ...] = ()
        while self._messages:
            self._look_again()
            self._leave_out_known()
            segments = self._written(now)
            try:
                change_recent(self._lake, lambda recent: self._with(recent, segments))  # noqa: B023  # called at once
            except Overtaken:
                self._remove(segments)
                continue
            except OSError:
                # The manifest may have been swapped before the disk failed.
                named = read_recent(self._lake).names()
                self._remove(one for one in segments if one.name not in named)
                raise
            self._messages, self._columns = {}, []
        self._look_again()
        self._gathered = set()
        return segments

    def _look_again(self) -> None:
        """Learn what other writers, or this one, put into the lake, and forget what is gone from it."""
        seen = self._state_of_manifest()
        if seen != self._seen:
            self._take_note(read_recent(self._lake))
            self._seen = seen

    def _state_of_manifest(self) -> tuple[int, int] | None:
        try:
            state = (recent_folder(self._lake) / NAME).stat()
        except FileNotFoundError:
            return None
        return state.st_ino, state.st_mtime_ns

    def _take_note(self, recent: Recent) -> None:
        names = recent.names()
        self._known.forget_all_but(names)
        for name in names - self._known.segments():
            self._known.learn(name, _known_of(recent_folder(self._lake) / name))

    def _with(self, recent: Recent, segments: Sequence[Segment]) -> Recent:
        self._take_note(recent)
        if self._known_of(self._messages.keys()) or self._known_of(self._gathered):
            raise Overtaken("another writer had the same parcels")
        return recent.with_segments(segments)

    def _known_of(self, digests: Collection[int]) -> set[int]:
        ordered = np.fromiter(digests, np.uint64, len(digests))
        return {one for one, known in zip(ordered.tolist(), self._known.has(ordered), strict=True) if known}

    def _leave_out_known(self) -> None:
        """Another writer may have had the same message, or some of its parcels in another message."""
        messages, known = self._known_of(self._messages.keys()), self._known_of(self._gathered)
        if not messages and not known:
            return
        parcels = [parcel for one in self._messages.values() for parcel in one.items()]
        gone = {parcel for digest, parcel in parcels if digest in known}
        self._columns = [_without_rows(batch, gone) for batch in self._columns]
        self._messages = {
            message: {digest: parcel for digest, parcel in one.items() if digest not in known}
            for message, one in self._messages.items()
            if message not in messages
        }
        self._gathered -= known

    def _written(self, now: datetime) -> tuple[Segment, ...]:
        """Segments of what was gathered, which no manifest names yet."""
        known = np.array([*self._messages, *self._gathered], np.uint64)
        folder = recent_folder(self._lake)
        segments: list[Segment] = []
        try:
            for table in _pieces([batch for batch in self._columns if batch.num_rows]):
                segments.append(write_segment(folder, table, known=known, now=now))
                known = known[:0]
        except OSError:
            self._remove(segments)
            raise
        return tuple(segments)

    def _remove(self, segments: Iterable[Segment]) -> None:
        for segment in segments:
            (recent_folder(self._lake) / segment.name).unlink(missing_ok=True)


def _known_of(path: Path) -> Digests:
    """What came in with a segment; nothing if it is gone or harmed, which `verify` reports."""
    try:
        return read_index(path).known
    except (BrokenFile, FileNotFoundError):
        return np.array([], np.uint64)


def _without_rows(batch: pa.RecordBatch, parcels: Collection[tuple[str, str]]) -> pa.RecordBatch:
    owners = zip(batch.column(TENANT).to_pylist(), batch.column(BATCH).to_pylist(), strict=True)
    return batch.filter(pa.array([owner not in parcels for owner in owners], pa.bool_()))


def _pieces(batches: Sequence[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows as tables that are not too large for one segment."""
    for some in together(batches):
        tables = [joined(some)]
        while tables:
            table = tables.pop()
            if table.nbytes <= LARGEST_SEGMENT_BYTES or len(table) == 1:
                yield table
            else:
                half = len(table) // 2
                tables += [table.slice(half), table.slice(0, half)]
