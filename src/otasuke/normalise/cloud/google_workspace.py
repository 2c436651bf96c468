"""Google Workspace activities: from the Reports API, and from Cloud Logging, where they are audit log entries.

One record may hold several events. It stays one Event whose fields have several values, so that records stay
countable; a rule that names two fields may then take them from two events of the same record.
Sources: Reports API `activities.list`; "Audit logs for Google Workspace" in the documentation of Cloud Logging.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Class, Keys, Shape, scalar_text
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud import gcp
from otasuke.normalise.cloud.document import (
    Fields,
    document_source,
    is_text_in,
    json_text,
    mapping_at,
    values_of,
)
from otasuke.normalise.shaped import first_text

_LOGGED_SERVICES = frozenset({"admin.googleapis.com", "login.googleapis.com"})
_PARAMETER_VALUES = ("value", "boolValue", "intValue", "multiValue", "multiIntValue", "multiBoolValue", "messageValue")
_GCP_AUDIT = LogSource("gcp", None, "gcp.audit")


def _is_activity(record: JsonObject) -> bool:
    return "events" in record and isinstance(mapping_at(record, "id").get("applicationName"), str)


def _is_log_entry(record: JsonObject) -> bool:
    return is_text_in(mapping_at(gcp.entry_of(record), "protoPayload"), "serviceName", _LOGGED_SERVICES)


def _classify(keys: Keys) -> Class:
    application = keys[0] or "unknown"
    return Class((LogSource("gcp", None, f"google_workspace.{application}"),))


def _classify_entry(keys: Keys) -> Class:
    application = (keys[0] or "unknown").removesuffix(".googleapis.com")
    return Class((LogSource("gcp", None, f"google_workspace.{application}"), _GCP_AUDIT))


def _of_activity(record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    service = first_text(fields, ("id.applicationName",)) + ".googleapis.com"
    names = fields.get("events.name", "")
    return {
        **dict(_parameters(record.get("events"), "parameters")),
        "eventName": names,
        "eventService": service,
        "protoPayload.serviceName": service,
        "protoPayload.Servicename": service,
        "protoPayload.metadata.event.eventName": names,
    }


def _of_log_entry(entry: JsonObject, fields: Fields) -> Mapping[str, Value]:
    service = first_text(fields, ("protoPayload.serviceName",))
    events = mapping_at(mapping_at(entry, "protoPayload"), "metadata").get("event")
    return {
        **gcp.derived(entry, fields),
        **dict(_parameters(events, "parameter")),
        "eventName": values_of(fields, ("protoPayload.metadata.event.eventName", "protoPayload.methodName")),
        "eventService": service,
        "protoPayload.Servicename": service,
    }


def _parameters(events: object, key: str) -> Iterator[tuple[str, Value]]:
    """Every parameter as a field of its name in lower case (SETTING_NAME → setting_name), with all its values."""
    collected: dict[str, list[str]] = {}
    for event in events if isinstance(events, list) else ():
        parameters = event.get(key) if isinstance(event, Mapping) else None
        for parameter in parameters if isinstance(parameters, list) else ():
            if isinstance(parameter, Mapping) and isinstance(parameter.get("name"), str):
                collected.setdefault(parameter["name"].lower(), []).extend(_values(parameter))
    return ((name, values[0] if len(values) == 1 else tuple(values)) for name, values in collected.items() if values)


def _values(parameter: JsonObject) -> Iterator[str]:
    for key in _PARAMETER_VALUES:
        value = parameter.get(key)
        for item in value if isinstance(value, list) else (value,):
            if item is not None:
                yield json_text(item) if isinstance(item, (Mapping, list)) else scalar_text(item)


ACTIVITY = document_source(
    Shape("google.workspace", ("id.applicationName",), _classify, times=("id.time",), sensors=("id.customerId",)),
    _is_activity,
    derive=_of_activity,
)

LOG_ENTRY = document_source(
    Shape(
        "google.workspace_log",
        ("protoPayload.serviceName",),
        _classify_entry,
        times=("timestamp", "receiveTimestamp"),
        sensors=("resource.labels.organization_id", "logName"),
    ),
    _is_log_entry,
    prepare=gcp.entry_of,
    derive=_of_log_entry,
)

SOURCES = (ACTIVITY, LOG_ENTRY)
