"""Events from a shape: what every source that has a shape does with its records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from otasuke.events import Event, Value
from otasuke.events.shape import Class, Shape, with_aliases
from otasuke.normalise.base import Context, JsonObject
from otasuke.normalise.times import parse_time

_LONGEST_NUMBER = 18  # every one of so many digits fits into 64 bits


def shape_event(shape: Shape, record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of a record that the shape expresses in full."""
    fields = shape.fields_of(record)
    return build_event(shape, fields, shape.class_of(fields), context, ordinal)


def build_event(shape: Shape, fields: dict[str, Value], kind: Class, context: Context, ordinal: int) -> Event:
    """An event with these fields and the aliases of its class; time, sensor and number are read as the shape says."""
    return Event(
        time=_time_in(fields, shape, context.zone),
        received_at=context.received_at,
        source=shape.name,
        sensor=first_text(fields, shape.sensors) or context.sensor,
        logsources=kind.logsources,
        fields=with_aliases(fields, kind.aliases),
        record=record_number(first_text(fields, shape.records), ordinal),
    )


def first_text(fields: Mapping[str, Value], names: tuple[str, ...]) -> str:
    """The first of these fields that holds text; of a list its first text; "" if none does."""
    for name in names:
        value = fields.get(name, "")
        text = value if isinstance(value, str) else value[0]
        if text:
            return text
    return ""


def record_number(text: str, ordinal: int) -> int:
    """The number in the text, or the ordinal if there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else ordinal


def _time_in(fields: Mapping[str, Value], shape: Shape, zone: tzinfo) -> datetime | None:
    for name in shape.times:
        value = fields.get(name)
        moment = parse_time(value, zone if name in shape.local_times else UTC) if isinstance(value, str) else None
        if moment is not None:
            return moment
    return None
