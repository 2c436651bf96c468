"""Endpoint events in ECS, as Elastic Defend and Auditbeat's system module write them on macOS, Linux and Windows.

The operating system in `host.os` and the kind of event in `event` choose the log source. Records that hold `winlog`
are Windows event logs, records that hold `auditd` are audit records; both belong to their own family.

Initiated follows from `event.action`, and a command line from its arguments where it is not sent; a Shape can say
neither, so the one here is not offered for matching raw bytes.
Source: Elastic Common Schema 8 (event, host, process, file, network, dns, dll, registry); Elastic Defend's fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import build_event

_NAME = "macos.elastic_defend"
_SERVICE = "elastic_defend"
_CATEGORIES = ("process", "file", "network", "dns", "library", "registry")
_PRODUCTS = {"macos": "macos", "darwin": "macos", "linux": "linux", "windows": "windows"}
_NETWORK_ACTIONS = {
    "connection_attempted": "true",
    "connected-to": "true",
    "connection_accepted": "false",
    "accepted-connection-from": "false",
    "network_flow": "",
}
_FILE_CHANGES = ("creation", "change")
_RENAME = {
    "Image": ("process.executable",),
    "CommandLine": ("process.command_line",),
    "OriginalFileName": ("process.pe.original_file_name",),
    "ProcessId": ("process.pid",),
    "CurrentDirectory": ("process.working_directory",),
    "ParentImage": ("process.parent.executable",),
    "ParentCommandLine": ("process.parent.command_line",),
    "ParentProcessId": ("process.parent.pid",),
    "User": ("user.name",),
    "TargetFilename": ("file.path",),
    "SourceIp": ("source.ip",),
    "SourcePort": ("source.port",),
    "DestinationIp": ("destination.ip",),
    "DestinationPort": ("destination.port",),
    "DestinationHostname": ("destination.domain",),
    "Protocol": ("network.transport",),
    "query": ("dns.question.name",),
    "QueryName": ("dns.question.name",),
    "record_type": ("dns.question.type",),
    "answer": ("dns.resolved_ip",),
    "ImageLoaded": ("dll.path",),
    "TargetObject": ("registry.path",),
    "Details": ("registry.data.strings",),
}


def _classify(keys: Keys) -> Class:
    systems, category, kind, action = keys[:3], keys[3] or "", keys[4] or "", keys[5] or ""
    known = (_PRODUCTS[system] for system in systems if system in _PRODUCTS)
    product = next(known, "linux" if any(systems) else None)
    sigma = _sigma_category(category.split(","), kind.split(","), action, product)
    return Class((LogSource(product, sigma, None if sigma else _SERVICE),))


def _sigma_category(category: list[str], kind: list[str], action: str, product: str | None) -> str | None:
    # Defend also reports the fork before each exec; only the exec has an image of its own.
    if "process" in category and "start" in kind and action != "fork":
        return "process_creation"
    if "file" in category:
        return _file_category(kind)
    if "dns" in category or action in ("lookup_requested", "lookup_result"):
        return "dns_query" if product == "windows" else "dns"
    if "network" in category and action in _NETWORK_ACTIONS:
        return "network_connection"
    if "library" in category:
        return "image_load"
    return "registry_set" if "registry" in category and "change" in kind else None


def _file_category(kind: list[str]) -> str | None:
    if "deletion" in kind:
        return "file_delete"
    return "file_event" if any(change in kind for change in _FILE_CHANGES) else None


_SHAPE = Shape(
    name=_NAME,
    keys=("host.os.type", "host.os.family", "host.os.platform", "event.category", "event.type", "event.action"),
    classify=_classify,
    rename=_RENAME,
    times=("@timestamp",),
    sensors=("host.hostname", "host.name"),
)


def _recognises(record: JsonObject) -> bool:
    if "winlog" in record or "auditd" in record or "host" not in record or "process" not in record:
        return False
    event, host = record.get("event"), record["host"]
    if not isinstance(event, Mapping) or not isinstance(host, Mapping) or not isinstance(host.get("os"), Mapping):
        return False
    category = event.get("category")
    found = category if isinstance(category, list) else [category]
    return any(name in _CATEGORIES for name in found if isinstance(name, str))


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    fields = _SHAPE.fields_of(record)
    for name, arguments in (("CommandLine", "process.args"), ("ParentCommandLine", "process.parent.args")):
        if name not in fields and arguments in fields:
            fields[name] = _joined(fields[arguments])
    if initiated := _NETWORK_ACTIONS.get(_joined(fields.get("event.action", "")), ""):
        fields["Initiated"] = initiated
    return build_event(_SHAPE, fields, _SHAPE.class_of(fields), context, number)


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else " ".join(value)


ELASTIC_DEFEND = JsonSource(name=_NAME, recognises=_recognises, to_event=_to_event)
