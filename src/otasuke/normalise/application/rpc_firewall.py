"""RPC Firewall events as flat JSON: `{"EventLog": "RPCFW", "EventID": 3, "InterfaceUuid": …, "OpNum": …}`.

Its records in Windows event logs come through the Windows sources.
Source: zeronetworks/rpcfirewall, event format.
"""

from __future__ import annotations

from otasuke.events import Event, LogSource
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.generic.traffic import text
from otasuke.normalise.times import parse_time

_CLASS = Class((LogSource(product="rpc_firewall", category="application"),))
_CONTAINERS = ("EventData", "Event.EventData")
SHAPE = Shape("application.rpc_firewall", (), lambda _: _CLASS, strip=_CONTAINERS)


def recognises(record: JsonObject) -> bool:
    """Whether the record says that it is of the log RPCFW, or has the two keys that only RPC Firewall has."""
    return record.get("EventLog") == "RPCFW" or ("InterfaceUuid" in record and "OpNum" in record)


def to_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of one remote procedure call."""
    fields = SHAPE.fields_of(record)
    fields.setdefault("EventLog", "RPCFW")
    time = parse_time(text(fields, "@timestamp") or text(fields, "TimeCreated") or text(fields, "time"))
    sensor = text(fields, "Computer") or text(fields, "host.name") or context.sensor
    return Event(time, context.received_at, SHAPE.name, sensor, _CLASS.logsources, fields, ordinal)


# No shape for the kernel: EventLog is added where a record leaves it out, which a Shape cannot say.
SOURCE = JsonSource(SHAPE.name, recognises, to_event)
