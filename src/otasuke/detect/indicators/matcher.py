"""The matcher: columns of events in, sightings of indicators out. Every different value is looked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.fields import FIELDS, SOURCES, STOPPED, TARGETS, VERDICTS, WATCHERS, Shape, Side, Use
from otasuke.detect.indicators.hashing import Places
from otasuke.detect.indicators.indicator import Indicator
from otasuke.detect.indicators.indicator_set import IndicatorSet
from otasuke.detect.indicators.lookup import shown
from otasuke.detect.indicators.sighting import Sighting
from otasuke.detect.indicators.texts import texts_of

_FIELD = "f."
_DAY_US = 86_400_000_000
_JAPAN_US = 9 * 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = -(1 << 63), (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a batch: its values, of which a row may have several: `lists` is then what they stand in."""

    batch: pa.RecordBatch
    name: str
    use: Use
    values: pa.Array
    lists: pa.Array | None = None

    def rows(self, places: Places) -> Places:
        """The rows of values."""
        if self.lists is None:
            return places
        rows: Places = np.asarray(pc.list_parent_indices(self.lists), dtype=np.int64)[places]
        return rows


class Matcher:
    """Looks for indicators in events as the lake has them: columns `time`, `received_at`, `f.<Field>` and so on."""

    def __init__(self, indicators: IndicatorSet, fields: Mapping[str, Use] = FIELDS) -> None:
        self._indicators = indicators
        self._fields = fields

    def sightings(self, batches: Sequence[pa.RecordBatch]) -> list[Sighting]:
        """What the events show, one for each tenant, device, indicator and day, in the order of their first events.

        Events at a time at which an indicator does not count do not show it.
        """
        by_shape: dict[Shape, list[_Column]] = defaultdict(list)
        for batch in batches:
            for column in self._columns(batch):
                by_shape[column.use.shape].append(column)
        found: dict[str, list[tuple[int, Sighting]]] = defaultdict(list)
        for shape, columns in by_shape.items():
            for batch, one in self._of_columns(shape, columns):
                found[one.id].append((id(batch), one))
        joined = {known: _joined(some) for known, some in found.items()}
        return [joined[known] for known in sorted(joined, key=lambda known: (joined[known].moment, known))]

    def _columns(self, batch: pa.RecordBatch) -> Iterator[_Column]:
        """The columns to look at. Some fields have two names: the second shows nothing that the first does not."""
        by_use: dict[Use, list[pa.Array]] = defaultdict(list)
        for at, name in enumerate(batch.schema.names):
            use = self._fields.get(name[len(_FIELD) :]) if name.startswith(_FIELD) else None
            if use is None:
                continue
            array = batch.column(at)
            if not any(map(array.equals, by_use[use])):
                by_use[use].append(array)
                yield _column(batch, at, use)

    def _of_columns(self, shape: Shape, columns: Sequence[_Column]) -> Iterator[tuple[pa.RecordBatch, Sighting]]:
        """The values of all columns are looked up together: one look costs as much for few as for many."""
        encoded = pa.concat_arrays([column.values for column in columns]).dictionary_encode()
        pairs = np.array(list(shown(shape, texts_of([encoded.dictionary]), self._indicators)), dtype=np.int64)
        if not len(pairs):
            return
        places, numbers = _hits(encoded.indices, np.unique(pairs, axis=0))
        indicators = {number: self._indicators.indicator(number) for number in np.unique(numbers).tolist()}
        firsts = np.cumsum([0, *(len(column.values) for column in columns)])
        at = np.searchsorted(firsts, places, side="right") - 1
        for which in np.unique(at).tolist():
            column, here = columns[which], at == which
            seen = _seen(column, indicators, numbers[here], places[here] - firsts[which])
            yield from ((column.batch, one) for one in seen)


def _joined(found: Sequence[tuple[int, Sighting]]) -> Sighting:
    """What several fields and batches show of the same: the first event. Fields of a batch tell of the same events."""
    counts: dict[int, int] = {}
    for batch, one in found:
        counts[batch] = max(counts.get(batch, 0), one.count)
    return replace(min((one for _, one in found), key=lambda one: one.moment), count=sum(counts.values()))


def _column(batch: pa.RecordBatch, at: int, use: Use) -> _Column:
    array, lists = batch.column(at), None
    if pa.types.is_list(array.type):
        array, lists = pc.list_flatten(array), array
    return _Column(batch, batch.schema.names[at][len(_FIELD) :], use, array.cast(pa.large_string()), lists)


def _hits(indices: pa.Array, pairs: npt.NDArray[np.int64]) -> tuple[Places, Places]:
    """Where in a column of numbers those stand that show indicators, and which; pairs: of both, in order, each once."""
    values = np.asarray(indices.fill_null(-1), dtype=np.int64)
    wanted, starts, counts = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    is_wanted = np.zeros(int(wanted[-1]) + 2, dtype=np.bool_)
    is_wanted[wanted] = True
    places = np.flatnonzero(is_wanted[np.minimum(values, len(is_wanted) - 1)])
    which = np.searchsorted(wanted, values[places])
    counts = counts[which]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(places, counts), pairs[np.repeat(starts[which], counts) + within, 1]


def _seen(column: _Column, indicators: Mapping[int, Indicator], numbers: Places, places: Places) -> Iterator[Sighting]:
    """The sightings of indicators, given by number, which the values at these places of a column show."""
    rows = column.rows(places)
    moments = _moments(column.batch, rows)
    order = np.argsort(moments, kind="stable")
    order = order[_are_valid(indicators, numbers, moments)[order]]
    numbers, places, rows, moments = numbers[order], places[order], rows[order], moments[order]
    if not len(rows):
        return
    batch, devices = column.batch, _devices(column.batch, rows, column.use.side)
    days, stopped = (moments + _JAPAN_US) // _DAY_US, _are_stopped(batch, rows)
    texts = (_texts(batch, "tenant", rows), _texts(batch, "sent_by", rows), devices)
    firsts, counts = _groups([numbers, days, stopped, *map(_codes, texts)])
    told = _told(column, rows=rows[firsts], places=places[firsts])
    rest = (numbers, stopped)
    for *cells, device, number, is_blocked, count in zip(
        *told, _listed(devices.take(pa.array(firsts))), *(one[firsts].tolist() for one in rest), counts, strict=True
    ):
        value, time, received_at, tenant, source, sensor, sent_by, batch_id, ordinal, record = cells
        yield Sighting(
            tenant=tenant,
            indicator=indicators[number],
            field=column.name,
            value=value,
            time=time,
            received_at=received_at,
            source=source,
            sensor=sensor,
            sent_by=sent_by,
            batch=batch_id,
            ordinal=ordinal,
            record=record,
            device=device,
            direction=column.use.side,
            is_blocked=is_blocked,
            count=count,
        )


def _groups(columns: Sequence[npt.NDArray[Any]]) -> tuple[Places, list[int]]:
    """Of rows that are the same in all columns the first, and how many they are; in the order of the first ones."""
    groups = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, codes = np.unique(column, return_inverse=True)
        _, groups = np.unique(groups * (int(codes.max()) + 1) + codes, return_inverse=True)
    _, firsts, counts = np.unique(groups, return_index=True, return_counts=True)
    order = np.argsort(firsts)
    return firsts[order], counts[order].tolist()


def _codes(texts: pa.Array) -> npt.NDArray[Any]:
    codes: npt.NDArray[Any] = texts.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return codes


def _told(column: _Column, *, rows: Places, places: Places) -> list[list[Any]]:
    """What is told of events besides: the value, the times, who, and which record."""
    batch = column.batch
    return [
        _listed(column.values.take(pa.array(places))),
        *(_times(batch, name, rows) for name in ("time", "received_at")),
        *(_listed(_texts(batch, name, rows)) for name in ("tenant", "source", "sensor", "sent_by", "batch")),
        *(_numbers(batch, name, rows) for name in ("ordinal", "record")),
    ]


def _listed(values: pa.Array) -> list[Any]:
    """The values as objects of Python: several times as fast as `to_pylist`."""
    found: list[Any] = values.to_numpy(zero_copy_only=False).tolist()
    return found


def _times(batch: pa.RecordBatch, name: str, rows: Places) -> list[datetime | None]:
    micros = batch.column(name).take(pa.array(rows)).cast(pa.int64()).to_pylist()
    return [None if one is None else _EPOCH + timedelta(microseconds=one) for one in micros]


def _numbers(batch: pa.RecordBatch, name: str, rows: Places) -> list[int]:
    """The numbers in some rows of a column; -1 where there is none."""
    at = batch.schema.get_field_index(name)
    if at < 0:
        return [-1] * len(rows)
    return [-1 if one is None else one for one in batch.column(at).take(pa.array(rows)).to_pylist()]


def _are_valid(indicators: Mapping[int, Indicator], numbers: Places, moments: Places) -> npt.NDArray[np.bool_]:
    """Whether each indicator counts at its moment."""
    known = sorted(indicators)
    abouts = [indicators[number].about for number in known]
    starts = np.array([_EARLIEST if one.valid_from is None else _us(one.valid_from) for one in abouts])
    ends = np.array([_LATEST if one.valid_until is None else _us(one.valid_until) for one in abouts])
    at = np.searchsorted(known, numbers)
    valid: npt.NDArray[np.bool_] = (moments >= starts[at]) & (moments < ends[at])
    return valid


def _us(moment: datetime) -> int:
    return round((moment - _EPOCH).total_seconds() * 1e6)


def _moments(batch: pa.RecordBatch, rows: Places) -> Places:
    """When the events of rows happened, or came, in microseconds since 1970."""
    places = pa.array(rows)
    moments = pc.coalesce(batch.column("time").take(places), batch.column("received_at").take(places))
    return np.asarray(moments.cast(pa.int64()), dtype=np.int64)


def _devices(batch: pa.RecordBatch, rows: Places, side: Side) -> pa.Array:
    """The devices of rows: the address on the other side of what was seen by a sensor on the way, else the sensor."""
    sensors = _texts(batch, "sensor", rows)
    names = {"out": SOURCES, "in": TARGETS, "": ()}[side]
    there = [name for name in names if _FIELD + name in batch.schema.names]
    if not there or not len(rows):
        return sensors
    source = _texts(batch, "source", rows)
    sources = pc.starts_with(source, WATCHERS[0])
    for watcher in WATCHERS[1:]:
        sources = pc.or_(sources, pc.starts_with(source, watcher))
    inside = [
        pc.if_else(pc.equal(one, ""), None, one) for one in (_texts(batch, _FIELD + name, rows) for name in there)
    ]
    return pc.if_else(sources, pc.coalesce(*inside, sensors), sensors)


def _texts(batch: pa.RecordBatch, name: str, rows: Places) -> pa.Array:
    """What a column of texts has in some rows, "" where it has nothing; of a list the first."""
    at = batch.schema.get_field_index(name)
    if at < 0:
        return pa.array([""] * len(rows), pa.string())
    column = batch.column(at).take(pa.array(rows))
    if pa.types.is_list(column.type):
        column = pa.array([value[0] if value else None for value in column.to_pylist()], pa.string())
    return column.cast(pa.string()).fill_null("")


def _are_stopped(batch: pa.RecordBatch, rows: Places) -> npt.NDArray[np.bool_]:
    """For each of these rows, whether a device says that it has stopped this."""
    stopped = np.zeros(len(rows), dtype=np.bool_)
    for name in VERDICTS:
        at = batch.schema.get_field_index(_FIELD + name)
        if at >= 0:
            values = batch.column(at).take(pa.array(rows)).to_pylist()
            stopped |= np.fromiter(map(_is_stopped, values), dtype=np.bool_, count=len(rows))
    return stopped


def _is_stopped(value: str | list[str] | None) -> bool:
    return any(text.casefold() in STOPPED for text in ([value] if isinstance(value, str) else value or ()))
