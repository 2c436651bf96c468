"""Events of Apple's Endpoint Security framework, as `eslogger` prints them.

- exec is a process creation. ParentImage is the program that called exec: the parent after fork and exec, the
  earlier self where a process replaced its own image.
- create, rename, link, and close after a modification are file events; unlink is a file deletion.

Users are numbers: the framework sends no names.
Source: eslogger(1); <EndpointSecurity/ESMessage.h> for the members of es_message_t.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Keys, Shape, scalar_text
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import build_event

_NAME = "macos.eslogger"
_SERVICE = "endpoint_security"
_LONGEST_NAME = 64
_FILE_EVENTS = ("create", "rename", "link", "close", "copyfile", "clone")


def _classify(keys: Keys) -> Class:
    return Class((LogSource("macos", keys[0] or None, _SERVICE),))


_SHAPE = Shape(
    name=_NAME, keys=("category",), classify=_classify, times=("time",), sensors=("hostname", "host", "machine_name")
)


def _recognises(record: JsonObject) -> bool:
    event = record.get("event")
    return "schema_version" in record and isinstance(event, Mapping) and isinstance(record.get("process"), Mapping)


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    name, event = _event_of(record)
    category, meaning = _meaning(name, event, _path(_object(record, "process"), "executable"))
    fields = {**_SHAPE.fields_of(record), "event_name": name[:_LONGEST_NAME], **meaning}
    return build_event(_SHAPE, fields, _classify((category,)), context, number)


def _event_of(record: JsonObject) -> tuple[str, JsonObject]:
    """The one member of `event`: the event's name and what it says."""
    event = _object(record, "event")
    name = next(iter(event), "")
    return name, _object(event, name)


def _meaning(name: str, event: JsonObject, image: str) -> tuple[str | None, dict[str, Value]]:
    if name == "exec":
        return "process_creation", _present(_process(event, image))
    if name == "unlink":
        return "file_delete", _present({"Image": image, "TargetFilename": _path(event, "target")})
    if name in _FILE_EVENTS and (path := _written(name, event)):
        return "file_event", _present({"Image": image, "TargetFilename": path})
    return None, _present({"Image": image})


def _process(event: JsonObject, caller: str) -> dict[str, object]:
    target, arguments = _object(event, "target"), event.get("args")
    token = _object(target, "audit_token")
    words = arguments if isinstance(arguments, list) else []
    return {
        "Image": _path(target, "executable"),
        "CommandLine": " ".join(word for word in words if isinstance(word, str)),
        "CurrentDirectory": _path(event, "cwd"),
        "ParentImage": caller,
        "ParentProcessId": target.get("ppid"),
        "ProcessId": token.get("pid"),
        "User": token.get("euid"),
    }


def _written(name: str, event: JsonObject) -> str:
    """The path of the file that came into being or changed; "" if none did."""
    match name:
        case "close":
            return _path(event, "target") if event.get("modified") is True else ""
        case "create" | "rename":
            destination = _object(event, "destination")
            return _path(destination, "existing_file") or _joined(_object(destination, "new_path"), "dir", "filename")
        case "link":
            return _joined(event, "target_dir", "target_filename")
        case "copyfile":
            return _path(event, "target_file") or _joined(event, "target_dir", "target_name")
    return _joined(event, "target_dir", "target_name")


def _joined(node: JsonObject, folder: str, name: str) -> str:
    directory, filename = _path(node, folder), node.get(name)
    return f"{directory.rstrip('/')}/{filename}" if directory and isinstance(filename, str) else ""


def _path(node: JsonObject, name: str) -> str:
    path = _object(node, name).get("path")
    return path if isinstance(path, str) else ""


def _object(node: JsonObject, name: str) -> JsonObject:
    value = node.get(name)
    return value if isinstance(value, Mapping) else {}


def _present(values: Mapping[str, object]) -> dict[str, Value]:
    return {name: scalar_text(value) for name, value in values.items() if isinstance(value, (str, int)) and value != ""}


ESLOGGER = JsonSource(name=_NAME, recognises=_recognises, to_event=_to_event)
