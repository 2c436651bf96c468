"""osquery result logs: differential events, batches and snapshots; and osquery's own status lines.

A column is a field by its name. A batch or a snapshot is one record, so its columns have several values. Rows of
the event tables also belong to Sigma's process_creation, network_connection and file_event of the host's platform.
Source: "Logging" and the table schema in the documentation of osquery.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import Fields, document_source, one_class
from otasuke.normalise.endpoint.platform import platform_named
from otasuke.normalise.shaped import first_text

_RESULTS = LogSource("osquery", None, "results")
_PROCESS_ALIASES = {
    "Image": "path",
    "CommandLine": "cmdline",
    "ProcessId": "pid",
    "CurrentDirectory": "cwd",
    "User": "username",
}
_SOCKET_ALIASES = {
    "Image": "path",
    "ProcessId": "pid",
    "DestinationIp": "remote_address",
    "DestinationPort": "remote_port",
    "SourceIp": "local_address",
    "SourcePort": "local_port",
}
_FILE_ALIASES = {"TargetFilename": "target_path", "ProcessId": "pid"}
_SCRIPT_ALIASES = {"ScriptBlockText": "script_text", "Path": "script_path"}
_DELETIONS = frozenset({"DELETED", "delete", "unlink"})
_CREATIONS = frozenset({"CREATED", "UPDATED", "MOVED_TO", "create", "write", "rename", "open"})


def _is_result(record: JsonObject) -> bool:
    if "hostIdentifier" not in record and "calendarTime" not in record:
        return False
    return "name" in record and ("columns" in record or "snapshot" in record or "diffResults" in record)


def _is_status(record: JsonObject) -> bool:
    return "hostIdentifier" in record and "severity" in record and "filename" in record and "line" in record


def _derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    table = _table_of(first_text(fields, ("name",)), fields)
    # `path` is the process; in file_events there is only the target.
    paths = (first_text(fields, (name,)) for name in ("path", "target_path"))
    platform = platform_named(first_text(fields, ("decorations.platform", "decorations.os_platform")), paths)
    more: dict[str, Value] = {"osquery.table": table, "osquery.platform": platform}
    if table == "process_events":
        more["ParentProcessId"] = fields.get("parent") or fields.get("ppid", ())
    if table == "socket_events":
        more["Initiated"] = "true" if fields.get("action") == "connect" else "false"
    if table == "file_events":
        more["Image"] = fields.get("path", ())
    return more


def _table_of(name: str, fields: Fields) -> str:
    """The kind of event table that the query reads: from its name, which administrators choose, else from its columns."""
    for word, table in (
        ("file_events", "file_events"),
        ("process_events", "process_events"),
        ("process_etw_events", "process_events"),
        ("socket_events", "socket_events"),
        ("powershell_events", "powershell_events"),
    ):
        if word in name:
            return table
    if "cmdline" in fields and "path" in fields and ("auid" in fields or "event_type" in fields):
        return "process_events"
    if "remote_address" in fields and "action" in fields:
        return "socket_events"
    return "file_events" if "target_path" in fields and "action" in fields else ""


def _classify(keys: Keys) -> Class:
    table, platform, log_action, action = keys
    if log_action == "removed":
        return Class((_RESULTS,))
    if table == "process_events":
        return _with(platform, "process_creation", _PROCESS_ALIASES)
    if table == "socket_events" and action in ("connect", "accept"):
        return _with(platform, "network_connection", _SOCKET_ALIASES)
    if table == "file_events" and action in _DELETIONS:
        return _with(platform, "file_delete", _FILE_ALIASES)
    if table == "file_events" and action in _CREATIONS:
        return _with(platform, "file_event", _FILE_ALIASES)
    if table == "powershell_events":
        return _with("windows", "ps_script", _SCRIPT_ALIASES)
    return Class((_RESULTS,))


def _with(platform: str | None, category: str, aliases: Mapping[str, str]) -> Class:
    return Class((_RESULTS, LogSource(platform, category, None)), aliases)


RESULTS = document_source(
    Shape(
        "osquery.results",
        ("osquery.table", "osquery.platform", "osquery.action", "action"),
        _classify,
        strip=("columns", "diffResults.added", "snapshot"),
        # Many tables have a column `action` too, and the column wins.
        rename={"osquery.action": ("action",)},
        # Event tables say in `time` when it happened; unixTime is when the result was logged.
        times=("time", "unixTime"),
        sensors=("hostIdentifier", "decorations.hostname"),
    ),
    _is_result,
    derive=_derived,
)

STATUS = document_source(
    Shape(
        "osquery.status",
        (),
        one_class(LogSource("osquery", None, "status")),
        times=("unixTime",),
        sensors=("hostIdentifier",),
    ),
    _is_status,
)

SOURCES = (RESULTS, STATUS)
