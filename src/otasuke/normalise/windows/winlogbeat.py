"""Winlogbeat 6, 7 and 8, and Elastic Agent: Windows events in JSON, with the Elastic Common Schema around them.

`winlog` holds the event as Windows wrote it; Winlogbeat 6 had its members at the top level. Where `event_data` lacks a
field, the ECS fields that carry the same thing stand in for it: shippers are often told to drop one of the two.
Field names: https://www.elastic.co/guide/en/beats/winlogbeat/current/exported-fields.html and
https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Event, Value
from otasuke.events.shape import Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import build_event
from otasuke.normalise.windows.channels import CLASS_KEYS, classify, enough_keys

_EVENT_DATA = ("winlog.event_data", "event_data")
_USER_DATA = ("winlog.user_data", "user_data")

# Sigma field → ECS field that carries the same value.
_ECS: Mapping[str, tuple[str, ...]] = {
    "CommandLine": ("process.command_line",),
    "CurrentDirectory": ("process.working_directory",),
    "DestinationHostname": ("destination.domain",),
    "DestinationIp": ("destination.ip",),
    "DestinationPort": ("destination.port",),
    "Image": ("process.executable",),
    "ImageLoaded": ("dll.path", "file.path"),
    "OriginalFileName": ("process.pe.original_file_name",),
    "ParentCommandLine": ("process.parent.command_line",),
    "ParentImage": ("process.parent.executable",),
    "ParentProcessId": ("process.parent.pid",),
    "PipeName": ("file.name",),
    "ProcessId": ("process.pid",),
    "QueryName": ("dns.question.name",),
    "ScriptBlockText": ("powershell.file.script_block_text",),
    "SourceHostname": ("source.domain",),
    "SourceIp": ("source.ip",),
    "SourcePort": ("source.port",),
    "TargetFilename": ("file.path",),
    "TargetObject": ("registry.path",),
}

WINLOGBEAT = Shape(
    name="windows.winlogbeat",
    keys=CLASS_KEYS,
    classify=classify,
    enough=enough_keys,
    strip=_EVENT_DATA,
    rename={
        "Channel": ("winlog.channel", "log_name"),
        "EventID": ("winlog.event_id", "event_id", "event.code"),
        "Provider_Name": ("winlog.provider_name", "source_name", "event.provider"),
        "Computer": ("winlog.computer_name", "computer_name", "host.name"),
        "EventRecordID": ("winlog.record_id", "record_number"),
        "Level": ("log.level", "level"),
        "Message": ("winlog.event_data.Message", "event_data.Message", "message"),
        **{name: (*(f"{data}.{name}" for data in _EVENT_DATA), *paths) for name, paths in _ECS.items()},
    },
    ignore_spaces=True,
    times=("@timestamp", "event.created", "UtcTime"),
    sensors=("Computer",),
    records=("EventRecordID",),
    beyond=_USER_DATA,
)


def is_winlogbeat(record: JsonObject) -> bool:
    """Whether the object has a `winlog` of its own, or the names that Winlogbeat 6 used at its top level."""
    winlog = record.get("winlog")
    if isinstance(winlog, dict):
        return True
    return "log_name" in record and "event_id" in record


def winlogbeat_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of a record. Members of user_data win over all others, as they do in `windows.evtx`."""
    fields = WINLOGBEAT.fields_of(record)
    kind = WINLOGBEAT.class_of(fields)
    return build_event(WINLOGBEAT, fields | _user_data(fields), kind, context, ordinal)


def _user_data(fields: Mapping[str, Value]) -> dict[str, Value]:
    prefixes = tuple(container + "." for container in _USER_DATA)
    return {path.rpartition(".")[2]: value for path, value in fields.items() if path.startswith(prefixes)}


def is_search_hit(record: JsonObject) -> bool:
    """Whether this is a search result of Elasticsearch around such a record."""
    inner = record.get("_source")
    return isinstance(inner, Mapping) and is_winlogbeat(inner)


def search_hit_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event inside of a search result."""
    return winlogbeat_event(record["_source"], context, ordinal)


SOURCE = JsonSource(name=WINLOGBEAT.name, recognises=is_winlogbeat, to_event=winlogbeat_event, shape=WINLOGBEAT)
SEARCH_HIT_SOURCE = JsonSource(
    name="windows.winlogbeat_search_hit", recognises=is_search_hit, to_event=search_hit_event
)
