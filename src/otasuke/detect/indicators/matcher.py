"""The matcher: columns of events in, sightings of indicators out. Every different value is looked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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
        return sorted(map(_joined, found.values()), key=lambda one: (one.moment, one.id))

    def _columns(self, batch: pa.RecordBatch) -> Iterator[_Column]:
        for at, name in enumerate(batch.schema.names):
            use = self._fields.get(name[len(_FIELD) :]) if name.startswith(_FIELD) else None
            if use is not None:
                yield _column(batch, at, use)

    def _of_columns(self, shape: Shape, columns: Sequence[_Column]) -> Iterator[tuple[pa.RecordBatch, Sighting]]:
        """The values of all columns are looked up together: one look costs as much for few as for many."""
        encoded = pa.concat_arrays([column.values for column in columns]).dictionary_encode()
        indicators: dict[int, list[int]] = defaultdict(list)
        for value, number in shown(shape, texts_of([encoded.dictionary]), self._indicators):
            indicators[number].append(value)
        if not indicators:
            return
        places = _places(encoded.indices, {value for values in indicators.values() for value in values})
        firsts = np.cumsum([0, *(len(column.values) for column in columns)])
        for number, values in sorted(indicators.items()):
            found = np.sort(np.concatenate([places[value] for value in set(values)]))
            indicator, at = self._indicators.indicator(number), np.searchsorted(firsts, found, side="right") - 1
            for which in np.unique(at).tolist():
                column = columns[which]
                yield from ((column.batch, one) for one in _seen(column, indicator, found[at == which] - firsts[which]))


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


def _places(indices: pa.Array, values: set[int]) -> dict[int, Places]:
    """Where in a column of numbers these are."""
    numbers = np.asarray(indices.fill_null(-1), dtype=np.int64)
    wanted = np.array(sorted(values), dtype=np.int64)
    is_wanted = np.zeros(int(wanted[-1]) + 2, dtype=np.bool_)
    is_wanted[wanted] = True
    places = np.flatnonzero(is_wanted[np.minimum(numbers, len(is_wanted) - 1)])
    order = places[np.argsort(numbers[places], kind="stable")]
    ends = np.searchsorted(numbers[order], wanted, side="right").tolist()
    return dict(zip(wanted.tolist(), np.split(order, ends[:-1]), strict=True))


def _seen(column: _Column, indicator: Indicator, places: Places) -> Iterator[Sighting]:
    """The sightings of an indicator, which the values at these places of a column show."""
    rows = column.rows(places)
    moments = _moments(column.batch, rows)
    counts = _is_valid(indicator, moments)
    places, rows, moments = places[counts], rows[counts], moments[counts]
    if not len(rows):
        return
    order = np.argsort(moments, kind="stable")
    places, rows, moments = places[order], rows[order], moments[order]
    side = column.use.side
    devices = _devices(column.batch, rows, side)
    keys = {
        "tenant": _texts(column.batch, "tenant", rows),
        "sent_by": _texts(column.batch, "sent_by", rows),
        "device": devices,
        "day": pa.array((moments + _JAPAN_US) // _DAY_US),
        "stopped": pa.array(_are_stopped(column.batch, rows)),
    }
    table = pa.table({**keys, "place": pa.array(np.arange(len(rows)))})
    groups = table.group_by(list(keys), use_threads=False).aggregate([("place", "min"), ("place", "count")])
    found = (groups[name].to_pylist() for name in ("place_min", "place_count", "stopped"))
    for place, count, is_blocked in zip(*found, strict=True):
        value = column.values[int(places[place])].as_py()
        one = _sighting(column, int(rows[place]), indicator=indicator, value=value, device=devices[place].as_py())
        yield replace(one, is_blocked=is_blocked, count=count)


def _sighting(column: _Column, row: int, *, indicator: Indicator, value: str, device: str) -> Sighting:
    batch = column.batch
    time = _cell(batch, "time", row)
    return Sighting(
        tenant=_cell(batch, "tenant", row) or "",
        indicator=indicator,
        field=column.name,
        value=value,
        time=time and time.astimezone(UTC),
        received_at=_cell(batch, "received_at", row).astimezone(UTC),
        source=_cell(batch, "source", row) or "",
        sensor=_cell(batch, "sensor", row) or "",
        sent_by=_cell(batch, "sent_by", row) or "",
        batch=_cell(batch, "batch", row) or "",
        ordinal=_number(_cell(batch, "ordinal", row)),
        record=_number(_cell(batch, "record", row)),
        device=device,
        direction=column.use.side,
    )


def _is_valid(indicator: Indicator, moments: Places) -> npt.NDArray[np.bool_]:
    about = indicator.about
    counts = np.ones(len(moments), dtype=np.bool_)
    if about.valid_from is not None:
        counts &= moments >= _us(about.valid_from)
    if about.valid_until is not None:
        counts &= moments < _us(about.valid_until)
    return counts


def _us(moment: datetime) -> int:
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)


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
    sources = pc.starts_with(_texts(batch, "source", rows), WATCHERS[0])
    for watcher in WATCHERS[1:]:
        sources = pc.or_(sources, pc.starts_with(_texts(batch, "source", rows), watcher))
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


def _cell(batch: pa.RecordBatch, name: str, row: int) -> Any:
    at = batch.schema.get_field_index(name)
    return batch.column(at)[row].as_py() if at >= 0 else None


def _number(value: int | None) -> int:
    return -1 if value is None else value


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
