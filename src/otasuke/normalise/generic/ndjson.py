"""Any JSON object: its leaves become fields by their dotted path, and it belongs to no log source in particular."""

from __future__ import annotations

from otasuke.events import Event, LogSource
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import shape_event

_CLASS = Class((LogSource(),))
_SHAPE = Shape(
    "generic.ndjson",
    (),
    lambda _: _CLASS,
    times=("@timestamp", "timestamp", "time", "ts", "eventTime", "event_time", "date", "datetime", "created_at"),
    sensors=("hostname", "host.name", "computer", "Computer", "host", "device"),
)


def recognises(_: JsonObject) -> bool:
    """Every object."""
    return True


def to_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The object as an event; time and sensor from the names that are usual for them."""
    return shape_event(_SHAPE, record, context, ordinal)


SOURCE = JsonSource(_SHAPE.name, recognises, to_event, _SHAPE)
