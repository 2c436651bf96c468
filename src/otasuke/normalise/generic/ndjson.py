"""Any JSON object: its leaves become fields by their dotted path, and it belongs to no log source in particular."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.times import parse_time

_SHAPE = Shape("generic.ndjson", (), lambda _: Class((LogSource(),)))
_TIMES = ("@timestamp", "timestamp", "time", "ts", "eventTime", "event_time", "date", "datetime", "created_at")
_SENSORS = ("hostname", "host.name", "computer", "Computer", "host", "device")


def recognises(_: JsonObject) -> bool:
    """Every object."""
    return True


def to_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The object as an event; time and sensor from the names that are usual for them."""
    fields = _SHAPE.fields_of(record)
    return Event(
        time=_time(fields),
        received_at=context.received_at,
        source=_SHAPE.name,
        sensor=next((value for value in _values(fields, _SENSORS) if value), context.sensor),
        logsources=_SHAPE.class_of(fields).logsources,
        fields=fields,
        record=ordinal,
    )


def _time(fields: Mapping[str, Value]) -> datetime | None:
    moments = (parse_time(value) for value in _values(fields, _TIMES))
    return next((moment for moment in moments if moment is not None), None)


def _values(fields: Mapping[str, Value], names: tuple[str, ...]) -> list[str]:
    return [value for name in names if isinstance(value := fields.get(name), str)]


SOURCE = JsonSource(_SHAPE.name, recognises, to_event, _SHAPE)
