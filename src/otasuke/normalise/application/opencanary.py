"""OpenCanary honeypot: `{"dst_host": …, "dst_port": 22, "logdata": {"USERNAME": …}, "logtype": 4002, "node_id": …}`.

Source: OpenCanary, logger.py (log types and keys).
"""

from __future__ import annotations

from otasuke.events import Event, LogSource
from otasuke.events.shape import Class, Shape, with_aliases
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.generic.traffic import text
from otasuke.normalise.times import parse_time

_CLASS = Class(
    (LogSource(product="opencanary", category="application"),),
    {"src_ip": "src_host", "dst_ip": "dst_host", "user": "USERNAME"},
)
SHAPE = Shape("application.opencanary", (), lambda _: _CLASS, strip=("logdata",))


def recognises(record: JsonObject) -> bool:
    """Whether the record has the keys that every OpenCanary record has."""
    return "logtype" in record and "node_id" in record


def to_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of one visit to the honeypot."""
    fields = with_aliases(SHAPE.fields_of(record), _CLASS.aliases)
    time = parse_time(text(fields, "utc_time") or text(fields, "local_time"))
    sensor = text(fields, "node_id") or context.sensor
    return Event(time, context.received_at, SHAPE.name, sensor, _CLASS.logsources, fields, ordinal)


SOURCE = JsonSource(SHAPE.name, recognises, to_event, SHAPE)
