"""Microsoft Defender advanced hunting: rows of the Device… tables, from the streaming API, Sentinel, or an export.

Every row keeps its columns as fields; rows of kinds that Sigma knows also get Sigma's names and log source, so
that the rules for Sysmon run on them too.
Source: "Advanced hunting schema" and "Streaming API" of Microsoft Defender XDR.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import Fields, document_source, mapping_at, with_opened
from otasuke.normalise.endpoint.defender_fields import sigma_fields
from otasuke.normalise.endpoint.platform import platform_named
from otasuke.normalise.shaped import first_text

_CATEGORIES = {
    "ProcessCreated": ("process_creation",),
    "ConnectionSuccess": ("network_connection",),
    "ConnectionAttempt": ("network_connection",),
    "ConnectionFailed": ("network_connection",),
    "ConnectionRequest": ("network_connection",),
    "ConnectionFound": ("network_connection",),
    "InboundConnectionAccepted": ("network_connection",),
    "FileCreated": ("file_event",),
    "FileModified": ("file_change",),
    "FileRenamed": ("file_rename", "file_event"),
    "FileDeleted": ("file_delete",),
    "RegistryKeyCreated": ("registry_add", "registry_event"),
    "RegistryValueSet": ("registry_set", "registry_event"),
    "RegistryKeyDeleted": ("registry_delete", "registry_event"),
    "RegistryValueDeleted": ("registry_delete", "registry_event"),
    "RegistryKeyRenamed": ("registry_rename", "registry_event"),
    "ImageLoaded": ("image_load",),
    "DriverLoad": ("driver_load",),
    "DnsQueryResponse": ("dns_query",),
    "NamedPipeEvent": ("pipe_created",),
    "CreateRemoteThreadApiCall": ("create_remote_thread",),
    "OpenProcessApiCall": ("process_access",),
    "PowerShellCommand": ("ps_script",),
}
_STREAM = "AdvancedHunting-"
_ROW_KEYS = ("DeviceName", "DeviceId", "ReportId", "AccountObjectId")
_HUNTING = "advanced_hunting"


def _is_row(record: JsonObject) -> bool:
    if "ActionType" in record and ("Timestamp" in record or "TimeGenerated" in record):
        return any(key in record for key in _ROW_KEYS)
    category = record.get("category")
    return isinstance(category, str) and category.startswith(_STREAM) and "properties" in record


def _row_of(record: JsonObject) -> JsonObject:
    """The row, taken out of the streaming API's envelope, with its additional fields opened."""
    category = record.get("category")
    if isinstance(category, str) and category.startswith(_STREAM):
        table = category.removeprefix(_STREAM)
        record = {"Type": table, "Timestamp": record.get("time"), **mapping_at(record, "properties")}
    return with_opened(record, ("AdditionalFields", "AdditionalFields_string"))


def _derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    action = first_text(fields, ("ActionType",))
    categories = _CATEGORIES.get(action, ())
    paths = (first_text(fields, (name,)) for name in ("FolderPath", "InitiatingProcessFolderPath"))
    platform = platform_named(first_text(fields, ("OSPlatform",)), paths)
    return {"Computer": fields.get("DeviceName", ()), "Platform": platform, **sigma_fields(categories, action, fields)}


def _classify(keys: Keys) -> Class:
    action, platform = keys
    own = LogSource("m365", None, _HUNTING)
    return Class((own, *(LogSource(platform, category, None) for category in _CATEGORIES.get(action or "", ()))))


ROW = document_source(
    Shape(
        "defender.hunting",
        ("ActionType", "Platform"),
        _classify,
        times=("Timestamp", "TimeGenerated"),
        sensors=("DeviceName", "DeviceId", "TenantId"),
    ),
    _is_row,
    prepare=_row_of,
    derive=_derived,
)

SOURCES = (ROW,)
