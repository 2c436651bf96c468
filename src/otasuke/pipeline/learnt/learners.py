"""Detectors for each partition of tenants: who has very many devices pushes out nobody but tenants of his own partition.

Each partition's memory is saved by itself, in turn, with the number of the segment up to which it has read. After a crash
each goes on from there: a segment that a partition has read is not shown to it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from otasuke.detect.learn.detectors import Detectors, UnfitState
from otasuke.detect.learn.fields import FIELDS
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.leases import Given, Leases
from otasuke.detect.learn.observing import Kind, observe
from otasuke.lake.columns import FIELD, LOGSOURCES, RECEIVED, SOURCE, TENANT, TIME
from otasuke.lake.joining import joined
from otasuke.pipeline.learnt.saved import Saved, UnusableState, read_saved, write_saved
from otasuke.pipeline.log import Log
from otasuke.stream.port import PARTITIONS, partition_of

COLUMNS = frozenset({TENANT, TIME, RECEIVED, SOURCE, "sensor", LOGSOURCES, *(FIELD + name for name in FIELDS)})
"""Of the lake: nothing else is read."""
_ROWS_AT_ONCE = 50_000
_BYTES_AT_ONCE = 64 << 20
_part_of = lru_cache(maxsize=1 << 16)(partition_of)


class Learners:
    """All detectors, and up to which segment each partition's have read.

    make   makes the detectors of a partition.
    timed  is entered for each stage (read, observe, detect, save) with its name.
    """

    def __init__(
        self,
        folder: Path,
        make: Callable[[], Detectors],
        *,
        log: Log,
        timed: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext(),
    ) -> None:
        self._timed = timed
        self._all = [_Learner(folder / f"partition-{number:02}.state", number) for number in range(PARTITIONS)]
        for one in self._all:
            one.restore(make, log)
        detectors = [one.detectors for one in self._all]
        for each in detectors:
            each.stand_beside(detectors)
        self._leases = Leases()
        self._given: list[Given] = []

    @property
    def read_through(self) -> int:
        """Every partition's detectors have read the segments up to this one."""
        return min(one.through for one in self._all)

    @property
    def saved_through(self) -> int:
        """The same is on the disk of these."""
        return min(one.saved.through for one in self._all)

    @property
    def saved_journal(self) -> int:
        """The journal had no entry with a higher number when the first of these was saved."""
        return min(one.saved.journal for one in self._all)

    def begin(self, journal: int) -> None:
        """Save those that know nothing yet. Raises OSError."""
        for one in self._all:
            if one.saved.journal < 0:
                one.save(journal)

    def believe(self, newest: int) -> bool:
        """Whether nobody has read further than the lake goes; who says so starts at its end."""
        ahead = [one for one in self._all if one.through > newest]
        for one in ahead:
            one.through, one.saved = newest, Saved(-1, one.saved.journal, {})
        return not ahead

    def look_at(self, number: int, batches: Iterable[pa.RecordBatch]) -> list[Learnt]:
        """What is unusual in a segment's events. Raises what reading them raises."""
        found: list[Learnt] = []
        some = iter(_some(batches))
        while True:
            with self._timed("read"):
                table = next(some, None)
            if table is None:
                return found
            with self._timed("observe"):
                observed = observe(table)
                self._given += self._leases.update(observed[Kind.SIGHTINGS])
                by_partition = _divided(observed)
            with self._timed("detect"):
                for partition, part in by_partition.items():
                    if self._all[partition].through < number:
                        found += self._all[partition].detectors.look_at(part)

    def take_given(self) -> list[Given]:
        """Which addresses devices have been given, in the segments that were looked at since this was asked last."""
        given, self._given = self._given, []
        return given

    def have_read(self, number: int) -> None:
        """What was found in this segment is told; none shows it to them again."""
        for one in self._all:
            one.through = max(one.through, number)

    def save_next(self, journal: int) -> None:
        """Save the partition whose turn it is, if it has read more since. journal: see Saved. Raises OSError."""
        one = min(self._all, key=lambda one: one.saved.through)
        if one.saved.through < one.through:
            with self._timed("save"):
                one.save(journal)


class _Learner:
    """The detectors of a partition."""

    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        self._number = number
        self.through = 0
        self.saved = Saved(0, -1, {})

    def restore(self, make: Callable[[], Detectors], log: Log) -> None:
        self.detectors = make()
        try:
            saved = read_saved(self._path)
            if saved is not None:
                self.detectors.restore(saved.state)
                self.saved, self.through = Saved(saved.through, saved.journal, {}), saved.through
        except (UnusableState, UnfitState) as error:
            reason = error.reason if isinstance(error, UnusableState) else "unfit"
            log.error("learnt.forgotten", partition=self._number, reason=reason)  # noqa: TRY400  # our own log
            self.detectors = make()  # what was restored by half is worth nothing

    def save(self, journal: int) -> None:
        write_saved(self._path, Saved(self.through, journal, self.detectors.state()))
        self.saved = Saved(self.through, journal, {})


def _some(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches as tables that are not too large. The same batches are divided in the same way each time."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(one.num_rows for one in group) >= _ROWS_AT_ONCE or sum(one.nbytes for one in group) >= _BYTES_AT_ONCE:
            yield joined(group)
            group = []
    if group:
        yield joined(group)


def _divided(observed: Mapping[Kind, pa.Table]) -> dict[int, dict[Kind, pa.Table]]:
    """By partition what was observed of its tenants."""
    divided: dict[int, dict[Kind, pa.Table]] = {}
    for kind, rows in observed.items():
        if len(rows):
            for partition, part in _by_partition(rows):
                divided.setdefault(partition, {})[kind] = part
    return divided


def _by_partition(rows: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    coded = rows.column(TENANT).combine_chunks().dictionary_encode()
    partitions = np.array(_partitions_of(coded.dictionary.to_pylist()), np.int64)[np.asarray(coded.indices)]
    there = np.unique(partitions)
    for partition in there.tolist():
        yield partition, rows if len(there) == 1 else rows.filter(pa.array(partitions == partition))


def _partitions_of(tenants: Sequence[str]) -> list[int]:
    return [_part_of(one) for one in tenants]
