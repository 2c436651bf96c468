"""Records that the kernel has read → one record batch of a source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.kernel import record_layout as layout
from otasuke.lake.building import Origin
from otasuke.lake.columns import FIELD
from otasuke.normalise.shaped import record_number
from otasuke.normalise.times import parse_time
from otasuke.pipeline.records.batch import Batch, Numbers
from otasuke.pipeline.records.plans import Plan

_MOMENT = pa.timestamp("us", "UTC")
_TEXTS, _NUMBERS, _TIMES = range(3)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Origins:
    """Where the parcels of a batch come from, as columns."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        self._tenants = _Coded([one.tenant for one in origins])
        self._senders = _Coded([one.sent_by for one in origins])
        self._batches = _Coded([one.batch for one in origins])
        self._received = np.array([(one.received_at - _EPOCH) // _MICROSECOND for one in origins], np.int64)

    def columns(self, parcels: Numbers) -> dict[str, pa.Array]:
        """Of rows, given by the numbers of their parcels."""
        return {
            "tenant": self._tenants.column(parcels),
            "sent_by": self._senders.column(parcels),
            "batch": self._batches.column(parcels),
            "received_at": pa.array(self._received[parcels]).view(_MOMENT),
        }


class _Coded:
    """Texts of which many are the same, by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        self._codes = np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int32)
        self._texts = pa.array(list(numbers), pa.string())

    def column(self, chosen: Numbers) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(self._codes[chosen]), self._texts)


class Gathering:
    """Makes the columns of some lines of a batch.

    lines  their numbers.
    looks  which look of the plan each of them has.
    """

    def __init__(self, batch: Batch, plan: Plan, *, lines: Numbers, looks: Numbers) -> None:
        rows = batch.tables["lines"][lines]
        self._batch = batch
        self._plan = plan
        self._count = len(rows)
        self._parcels = rows[:, layout.RECORD_PARCEL]
        self._ordinals = rows[:, layout.RECORD_ORDINAL]
        self._looks = looks
        self._firsts = rows[:, layout.RECORD_FIRST]
        self._text_bytes = int((rows[:, layout.RECORD_END] - rows[:, layout.RECORD_START]).sum()) + batch.spelled_bytes
        self._validity_bytes = (self._count + 7) // 8
        batch.tables.put(rows=np.ascontiguousarray(np.stack((self._firsts, looks), axis=1), np.int32))

    def columns(self, source: str, origins: Origins, zone: tzinfo) -> pa.RecordBatch:
        """All of them. zone: of times that name none and are the computer's own."""
        fixed = origins.columns(self._parcels)
        arrays: dict[str, pa.Array] = {
            "tenant": fixed["tenant"],
            "sent_by": fixed["sent_by"],
            "batch": fixed["batch"],
            "ordinal": pa.array(self._ordinals),
            "time": self._times(zone),
            "received_at": fixed["received_at"],
            "source": _Coded([source]).column(np.zeros(self._count, np.int32)),
            "sensor": self._sensors(fixed["sent_by"]),
            "record": pa.array(self._numbers()),
            "logsources": _Coded(self._plan.logsources).column(self._looks),
        }
        return pa.RecordBatch.from_pydict(arrays | self._fields())

    def _fields(self) -> dict[str, pa.Array]:
        plan, rows = self._plan, self._count
        columns = np.zeros((len(plan.is_list), 6), np.int64)
        columns[:, layout.COLUMN_IS_LIST] = plan.is_list
        counters = self._batch.tables["counters"]
        items = int(counters[layout.COUNTED_ITEMS] + counters[layout.COUNTED_TOKENS]) * plan.copies
        offsets = np.empty(len(columns) * (rows + 2) + items, np.int32)
        data = np.empty(self._text_bytes * plan.copies + layout.GAP * (len(columns) + 1), np.uint8)
        valid = np.zeros(len(columns) * self._validity_bytes, np.uint8)
        self._batch.tables.put(
            cells=plan.cells.ravel(),
            lists=plan.lists,
            list_leaves=plan.list_leaves,
            columns=columns,
            offsets=offsets,
            data=data,
            valid=valid,
        )
        self._batch.kernel.gather(self._batch.tables.address, rows, len(columns))
        buffers = _Buffers(rows, offsets, data, valid)
        arrays = [buffers.array(number, column) for number, column in enumerate(columns.tolist())]
        return {FIELD + name: arrays[number] for name, number in plan.names}

    def _firsts_of(self, chains: Numbers, what: int, **tables: Numbers) -> None:
        self._batch.tables.put(chains=chains.ravel(), **tables)
        self._batch.kernel.gather_firsts(self._batch.tables.address, self._count, what)

    def _times(self, zone: tzinfo) -> pa.Array:
        offset = zone.utcoffset(None)
        assert offset is not None
        self._batch.tables["counters"][layout.COUNTED_LOCAL_US] = offset // _MICROSECOND
        moments = np.empty(self._count, np.int64)
        self._firsts_of(self._plan.times, _TIMES, moments=moments)
        for row in np.flatnonzero(moments == layout.ASK).tolist():
            moments[row] = self._asked_time(row, zone)
        missing = moments == layout.NO_TIME
        return pa.array(moments, mask=missing if missing.any() else None).view(_MOMENT)

    def _asked_time(self, row: int, zone: tzinfo) -> int:
        for leaf, token in self._chain(self._plan.times, row):
            moment = parse_time(self._batch.text_of(token), zone if leaf >= layout.IS_LOCAL else UTC)
            if moment is not None:
                return (moment - _EPOCH) // _MICROSECOND
        return layout.NO_TIME

    def _numbers(self) -> Numbers:
        numbers = np.empty(self._count, np.int64)
        self._firsts_of(self._plan.records, _NUMBERS, moments=numbers)
        for row in np.flatnonzero(numbers == layout.ASK).tolist():
            texts = (self._batch.text_of(token) for _, token in self._chain(self._plan.records, row))
            numbers[row] = record_number(next((text for text in texts if text), ""), -1)
        return np.where(numbers < 0, self._ordinals, numbers)

    def _chain(self, chains: Numbers, row: int) -> list[tuple[int, int]]:
        """Leaves and tokens of a row's chain."""
        leaves = [leaf for leaf in chains[self._looks[row]].tolist() if leaf >= 0]
        return [(leaf, int(self._firsts[row]) + leaf % layout.IS_LOCAL) for leaf in leaves]

    def _sensors(self, senders: pa.DictionaryArray) -> pa.Array:
        columns = np.zeros((1, 6), np.int64)
        offsets = np.empty(self._count + 1, np.int32)
        data = np.empty(self._text_bytes + layout.GAP, np.uint8)
        valid = np.zeros(self._validity_bytes, np.uint8)
        self._firsts_of(self._plan.sensors, _TEXTS, columns=columns, offsets=offsets, data=data, valid=valid)
        columns[0, layout.COLUMN_DATA_END] = offsets[-1]
        sensors = _Buffers(self._count, offsets, data, valid).array(0, columns[0].tolist())
        return pc.coalesce(sensors, senders.cast(pa.string())) if sensors.null_count else sensors


class _Buffers:
    """Memory that the kernel filled, as arrays."""

    def __init__(self, rows: int, offsets: Numbers, data: Numbers, valid: Numbers) -> None:
        self._rows = rows
        self._validity_bytes = (rows + 7) // 8
        self._offsets, self._data, self._valid = pa.py_buffer(offsets), pa.py_buffer(data), pa.py_buffer(valid)

    def array(self, number: int, column: Sequence[Any]) -> pa.Array:
        """A column, as COLUMN_* describe it."""
        is_list, offset_at, data_at, data_end, nulls, items = column
        rows = self._rows
        valid = self._valid.slice(number * self._validity_bytes, self._validity_bytes) if nulls else None
        offsets = self._offsets.slice(4 * offset_at, 4 * (rows + 1))
        data = self._data.slice(data_at, data_end - data_at)
        if not is_list:
            return pa.Array.from_buffers(pa.string(), rows, [valid, offsets, data], nulls)
        inner = self._offsets.slice(4 * (offset_at + rows + 1), 4 * (items + 1))
        texts = pa.Array.from_buffers(pa.string(), items, [None, inner, data], 0)
        return pa.Array.from_buffers(pa.list_(pa.string()), rows, [valid, offsets], nulls, children=[texts])
