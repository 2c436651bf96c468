"""Audit records that a shipper turned into JSON: Auditbeat, Filebeat's auditd module, and Laurel.

Auditbeat and Laurel put all records of one happening into one object. Such an event has several values in `type`
(SYSCALL, EXECVE, PATH …) and so belongs to every rule that one of its records belongs to; a0, a1 … are the program's
arguments where a program was started, and the system call's otherwise.
Source: Auditbeat and Filebeat "Exported fields", auditd; Laurel's man page laurel-audit-rules and its README.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import scalar_text
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.linux.audit_records import syscall_fields
from otasuke.normalise.linux.auditd import AUDITD, FILE_EVENT, PROCESS_CREATION
from otasuke.normalise.times import parse_time, time_of

_BEATS = "linux.auditd_beats"
_LAUREL = "linux.auditd_laurel"
_LAUREL_ID = re.compile(r"(\d{1,12}\.\d{1,9}):(\d{1,20})")
_RECORD_TYPE = re.compile(r"[A-Z][A-Z0-9_]{2,63}")
_MOST_ARGUMENTS = 1024


def _is_beats(record: JsonObject) -> bool:
    return isinstance(record.get("auditd"), Mapping)


def _beats_event(record: JsonObject, context: Context, number: int) -> Event:
    auditd = _object(record.get("auditd"))
    fields = _filebeat_fields(auditd, record) if "log" in auditd else _auditbeat_fields(auditd, record)
    host = _object(record.get("host"))
    sensor = host.get("hostname", host.get("name"))
    return Event(
        time=time_of(record.get("@timestamp")),
        received_at=context.received_at,
        source=_BEATS,
        sensor=sensor if isinstance(sensor, str) else context.sensor,
        logsources=_logsources(fields),
        fields=fields,
        record=number,
    )


def _filebeat_fields(auditd: JsonObject, record: JsonObject) -> dict[str, Value]:
    """One object for one record: the fields of the raw line under `auditd.log`, its type in `event.action`."""
    log = _object(auditd.get("log"))
    process = _object(record.get("process"))
    kind = log.get("record_type", _object(record.get("event")).get("action"))
    moved = {"type": str(kind).upper() if kind else None, "exe": process.get("executable"), "comm": process.get("name")}
    return _present({**moved, **log})


def _auditbeat_fields(auditd: JsonObject, record: JsonObject) -> dict[str, Value]:
    data, process, user = _object(auditd.get("data")), _object(record.get("process")), _object(record.get("user"))
    paths = [path for path in _list(auditd.get("paths")) if isinstance(path, Mapping)]
    arguments = _list(process.get("args")) if data.get("syscall") in ("execve", "execveat") else []
    message_type = auditd.get("message_type")
    types = [str(message_type).upper() if message_type else "", "EXECVE" if arguments else "", "PATH" if paths else ""]
    effective = _object(user.get("effective"))
    return _present(
        {
            **data,
            "type": [name for name in types if name],
            "SYSCALL": data.get("syscall"),
            "exe": process.get("executable"),
            "comm": process.get("name"),
            "cwd": process.get("working_directory"),
            "pid": process.get("pid"),
            "ppid": _object(process.get("parent")).get("pid", process.get("ppid")),
            "uid": user.get("id"),
            "euid": effective.get("id", user.get("euid", user.get("id"))),
            "auid": _object(user.get("audit")).get("id", user.get("auid")),
            "key": record.get("tags"),
            "name": [path.get("name") for path in paths],
            "nametype": [path.get("nametype") for path in paths],
            **_arguments(arguments),
            **_process(process.get("executable"), arguments, user.get("name"), process.get("working_directory")),
            **_created(paths),
        }
    )


def _is_laurel(record: JsonObject) -> bool:
    identity = record.get("ID")
    return isinstance(identity, str) and _LAUREL_ID.fullmatch(identity) is not None and bool(_records_of(record))


def _laurel_event(record: JsonObject, context: Context, number: int) -> Event:
    fields = _laurel_fields(record)
    node = record.get("NODE")
    return Event(
        time=parse_time(str(record.get("ID")).partition(":")[0]),
        received_at=context.received_at,
        source=_LAUREL,
        sensor=node if isinstance(node, str) else context.sensor,
        logsources=_logsources(fields),
        fields=fields,
        record=number,
    )


def _laurel_fields(record: JsonObject) -> dict[str, Value]:
    records = _records_of(record)
    call, parent = _object(record.get("SYSCALL")), _object(record.get("PARENT_INFO"))
    arguments = _list(_object(record.get("EXECVE")).get("ARGV"))
    paths = [path for path in _list(record.get("PATH")) if isinstance(path, Mapping)]
    directory = _object(record.get("CWD")).get("cwd")
    command = _command(_list(parent.get("ARGV")))
    merged: dict[str, Any] = {}
    for _, members in records:
        for name, value in members.items():
            merged.setdefault(name, value)
    return syscall_fields(
        _present(
            {
                **merged,
                "type": [kind for kind, _ in records],
                "name": [path.get("name") for path in paths],
                "nametype": [path.get("nametype") for path in paths],
                **_arguments(arguments),
                **_process(call.get("exe"), arguments, call.get("UID"), directory),
                **_created(paths),
                "ParentImage": parent.get("exe", _object(call.get("PPID")).get("exe")) if arguments else None,
                "ParentCommandLine": command if arguments and command else None,
            }
        )
    )


def _records_of(record: JsonObject) -> list[tuple[str, JsonObject]]:
    """The audit records in a Laurel object, without the ones that Laurel adds."""
    found: list[tuple[str, JsonObject]] = []
    for kind, value in record.items():
        if _RECORD_TYPE.fullmatch(kind) and kind != "PARENT_INFO":
            found.extend((kind, member) for member in _members(value))
    return found


def _members(value: object) -> Iterator[JsonObject]:
    for member in value if isinstance(value, list) else [value]:
        if isinstance(member, Mapping):
            yield member


def _arguments(arguments: list[Any]) -> dict[str, Any]:
    return {f"a{index}": value for index, value in enumerate(arguments[:_MOST_ARGUMENTS])}


def _process(image: object, arguments: list[Any], user: object, directory: object) -> dict[str, Any]:
    if not arguments:
        return {}
    command = _command(arguments)
    return {"Image": image, "CommandLine": command, "User": user, "CurrentDirectory": directory}


def _command(arguments: list[Any]) -> str:
    return " ".join(scalar_text(argument) for argument in arguments if _is_scalar(argument))


def _created(paths: list[Mapping[str, Any]]) -> dict[str, Any]:
    created = [path.get("name") for path in paths if path.get("nametype") == "CREATE"]
    return {"TargetFilename": created} if created else {}


def _logsources(fields: Mapping[str, Value]) -> tuple[LogSource, ...]:
    more = [(PROCESS_CREATION, "CommandLine"), (FILE_EVENT, "TargetFilename")]
    return (AUDITD, *(logsource for logsource, name in more if name in fields))


def _present(values: Mapping[str, Any]) -> dict[str, Value]:
    """The values as Sigma fields; absent ones, objects and empty lists are left out."""
    fields: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, list):
            members = tuple(scalar_text(member) for member in value if _is_scalar(member))
            if members:
                fields[name] = members if len(members) > 1 else members[0]
        elif _is_scalar(value):
            fields[name] = scalar_text(value)
    return fields


def _is_scalar(value: object) -> bool:
    return isinstance(value, (str, int, float))


def _object(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


AUDITD_BEATS = JsonSource(name=_BEATS, recognises=_is_beats, to_event=_beats_event)
AUDITD_LAUREL = JsonSource(name=_LAUREL, recognises=_is_laurel, to_event=_laurel_event)
