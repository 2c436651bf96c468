"""Parcels → columns, as far as the kernel can: a record costs a tenth of what it costs as an object of Python.

What it does not know, or cannot express, is left: lines in other formats, kinds of records that were not met before,
and whatever is odd. Those go the long way, which says for all of them what the result has to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np
import pyarrow as pa

from otasuke.detect.kernel import record_layout as layout
from otasuke.detect.kernel.binary import Kernel
from otasuke.lake.building import Origin
from otasuke.normalise.base import JsonSource
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.records.arrays import Gathering, Origins
from otasuke.pipeline.records.batch import Numbers
from otasuke.pipeline.records.learning import Learner
from otasuke.pipeline.records.looks import Look
from otasuke.pipeline.records.plans import groups, plan

_BATCH_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """Records of one source.

    data      their lines, with newlines between them.
    parcels   of each the number of its parcel, and in `ordinals` that of its line there.
    """

    source: JsonSource
    data: bytes
    parcels: Sequence[int]
    ordinals: Sequence[int]
    columns: pa.RecordBatch


@dataclass(slots=True)
class QuickReading:
    """What was read. left: of each parcel that was looked at, the lines that were not read, by number."""

    found: list[Found] = field(default_factory=list)
    left: dict[int, list[tuple[int, bytes]]] = field(default_factory=dict)


class RecordReader:
    """Reads records; remembers what they look like. Not for several threads at once."""

    def __init__(self, kernel: Kernel, sources: tuple[JsonSource, ...], zone: tzinfo) -> None:
        self._learner = Learner(kernel, sources)
        self._zone = zone

    def read(self, parcels: Sequence[Parcel]) -> QuickReading:
        """The records in parcels that begin like JSON."""
        reading = QuickReading()
        for numbers in _batches(parcels):
            self._read(parcels, numbers, reading)
        return reading

    def _read(self, parcels: Sequence[Parcel], numbers: Sequence[int], reading: QuickReading) -> None:
        chosen = [parcels[number] for number in numbers]
        lines = self._learner.read([one.lines for one in chosen])
        origins = Origins([Origin(one.tenant, one.sensor, one.batch, one.received_at) for one in chosen])
        met = np.unique(lines[:, layout.RECORD_LOOK])
        for looks in _groups({number: self._learner.looks[number] for number in met[met >= 0].tolist()}):
            reading.found.append(self._found(looks, lines, numbers, origins))
        reading.left.update((number, []) for number in numbers)
        is_left = (lines[:, layout.RECORD_LOOK] < 0) & (lines[:, layout.RECORD_END] > lines[:, layout.RECORD_START])
        for row in np.flatnonzero(is_left).tolist():
            parcel, ordinal = lines[row, [layout.RECORD_PARCEL, layout.RECORD_ORDINAL]].tolist()
            reading.left[numbers[parcel]].append((ordinal, self._learner.batch.line(row)))

    def _found(self, looks: Sequence[int], lines: Numbers, numbers: Sequence[int], origins: Origins) -> Found:
        """The records of some looks of one source, given by number."""
        batch, chosen = self._learner.batch, tuple(self._learner.looks[number] for number in looks)
        places = np.full(len(self._learner.looks) + 1, -1, np.int32)  # the last one for what has no look
        places[looks] = np.arange(len(looks))
        of_line = places[np.maximum(lines[:, layout.RECORD_LOOK], -1)]
        rows = np.flatnonzero(of_line >= 0)
        gathering = Gathering(batch, plan(chosen), lines=rows, looks=of_line[rows])
        return Found(
            source=chosen[0].source,
            data=batch.lines_of(rows),
            parcels=np.array(numbers)[lines[rows, layout.RECORD_PARCEL]].tolist(),
            ordinals=lines[rows, layout.RECORD_ORDINAL].tolist(),
            columns=gathering.columns(chosen[0].source.name, origins, self._zone),
        )


def _groups(looks: Mapping[int, Look]) -> Iterator[list[int]]:
    """The numbers of looks whose records become columns together."""
    by_source: dict[str, list[int]] = {}
    for number, look in looks.items():
        by_source.setdefault(look.source.name, []).append(number)
    for numbers in by_source.values():
        for places in groups([looks[number] for number in numbers]):
            yield [numbers[place] for place in places]


def _batches(parcels: Sequence[Parcel]) -> Iterator[list[int]]:
    """The parcels that begin like JSON, by number, some at a time."""
    numbers: list[int] = []
    size = 0
    for number, parcel in enumerate(parcels):
        if not parcel.lines.startswith(b"{"):
            continue
        if numbers and size + len(parcel.lines) > _BATCH_BYTES:
            yield numbers
            numbers, size = [], 0
        numbers.append(number)
        size += len(parcel.lines)
    if numbers:
        yield numbers
