"""Flat Windows event JSON: NXLog, Security-Datasets, `Get-WinEvent | ConvertTo-Json`, the tables of Microsoft Sentinel.

Every member becomes a field; Sigma's names for computer, provider and channel are added.

Times without a zone: NXLog and Security-Datasets write `EventTime` and `TimeCreated` in the computer's local time
without saying so. UtcTime of Sysmon is UTC by definition and `@timestamp` by convention, so both go first, although
`@timestamp` may be the moment of shipping. A local time is read in the zone of the context.
"""

from __future__ import annotations

from otasuke.events import Event
from otasuke.events.shape import Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import shape_event
from otasuke.normalise.windows.channels import CLASS_KEYS, classify, enough_keys

_ID_NAMES = ("EventID", "EventId", "Id")
_ORIGIN_NAMES = (
    "Channel",
    "EventLog",
    "LogName",
    "SourceName",
    "ProviderName",
    "Provider_Name",
    "Computer",
    "Hostname",
)

FLAT = Shape(
    name="windows.flat",
    keys=CLASS_KEYS,
    classify=classify,
    enough=enough_keys,
    rename={
        "EventID": _ID_NAMES,
        "Channel": ("Channel", "EventLog", "LogName"),
        "Provider_Name": ("Provider_Name", "SourceName", "ProviderName", "EventSourceName", "Source"),
        "Computer": ("Computer", "Hostname", "ComputerName", "MachineName"),
    },
    ignore_spaces=True,
    times=("UtcTime", "SystemTime", "@timestamp", "TimeCreated", "EventTime", "TimeGenerated"),
    local_times=("TimeCreated", "EventTime"),
    sensors=("Computer",),
    records=("EventRecordID", "RecordNumber", "RecordId"),
)


def is_flat(record: JsonObject) -> bool:
    """Whether the object names an event id and a channel or provider at its top level."""
    return any(name in record for name in _ID_NAMES) and any(
        isinstance(record.get(name), str) for name in _ORIGIN_NAMES
    )


def flat_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of a flat record."""
    return shape_event(FLAT, record, context, ordinal)


SOURCE = JsonSource(name=FLAT.name, recognises=is_flat, to_event=flat_event, shape=FLAT)
