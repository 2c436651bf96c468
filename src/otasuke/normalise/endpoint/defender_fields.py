"""Sigma's field names for rows of Microsoft Defender advanced hunting, written as Sysmon writes their values."""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Value
from otasuke.normalise.cloud.document import Fields
from otasuke.normalise.shaped import first_text

_VERSION_INFO = {
    "OriginalFileName": "OriginalFileName",
    "Product": "ProductName",
    "Company": "CompanyName",
    "Description": "FileDescription",
    "FileVersion": "ProductVersion",
}
_HIVES = {
    "HKEY_LOCAL_MACHINE": "HKLM",
    "HKEY_USERS": "HKU",
    "HKEY_CURRENT_USER": "HKCU",
    "HKEY_CLASSES_ROOT": "HKCR",
}
_REGISTRY_EVENTS = {
    "RegistryKeyCreated": "CreateKey",
    "RegistryValueSet": "SetValue",
    "RegistryKeyDeleted": "DeleteKey",
    "RegistryValueDeleted": "DeleteValue",
    "RegistryKeyRenamed": "RenameKey",
}
_NETWORK = {
    "DestinationIp": "RemoteIP",
    "DestinationPort": "RemotePort",
    "DestinationHostname": "RemoteUrl",
    "SourceIp": "LocalIP",
    "SourcePort": "LocalPort",
}
_LONGEST_NUMBER = 20


def sigma_fields(categories: tuple[str, ...], action: str, fields: Fields) -> Mapping[str, Value]:
    """The row's fields under Sigma's names; only the acting process for a kind that Sigma does not know."""
    category = categories[0] if categories else ""
    if category == "process_creation":
        return _created_process(fields)
    return {**_acting_process(fields), **_object(category, action, fields)}


def _created_process(fields: Fields) -> Mapping[str, Value]:
    return {
        "Image": _path(fields, ""),
        "CommandLine": fields.get("ProcessCommandLine", ()),
        "IntegrityLevel": fields.get("ProcessIntegrityLevel", ()),
        "User": _user(fields, "Account"),
        "Hashes": _hashes(fields, ""),
        "ParentImage": _path(fields, "InitiatingProcess"),
        "ParentCommandLine": fields.get("InitiatingProcessCommandLine", ()),
        "ParentProcessId": fields.get("InitiatingProcessId", ()),
        "ParentUser": _user(fields, "InitiatingProcessAccount"),
        **{name: fields.get(f"ProcessVersionInfo{member}", ()) for name, member in _VERSION_INFO.items()},
    }


def _acting_process(fields: Fields) -> Mapping[str, Value]:
    return {
        "Image": _path(fields, "InitiatingProcess"),
        "SourceImage": _path(fields, "InitiatingProcess"),
        "CommandLine": fields.get("InitiatingProcessCommandLine", ()),
        "ParentImage": fields.get("InitiatingProcessParentFileName", ()),
        "User": _user(fields, "InitiatingProcessAccount"),
    }


def _object(category: str, action: str, fields: Fields) -> Mapping[str, Value]:
    """What was acted on."""
    if category.startswith("file_"):
        source = _joined(_text(fields, "PreviousFolderPath"), _text(fields, "PreviousFileName"))
        return {"TargetFilename": _path(fields, ""), "SourceFilename": source or (), "Hashes": _hashes(fields, "")}
    if category.startswith("registry_"):
        return _registry(action, fields)
    if category == "network_connection":
        initiated = "false" if action == "InboundConnectionAccepted" else "true"
        return {"Initiated": initiated, **{name: fields.get(column, ()) for name, column in _NETWORK.items()}}
    if category in ("image_load", "driver_load"):
        return {"ImageLoaded": _path(fields, ""), "Hashes": _hashes(fields, "")}
    if category in ("process_access", "create_remote_thread"):
        return {
            "TargetImage": _path(fields, ""),
            "GrantedAccess": _hex(_text(fields, "AdditionalFields.DesiredAccess")),
        }
    return _additional(category, fields)


def _additional(category: str, fields: Fields) -> Mapping[str, Value]:
    if category == "dns_query":
        return {
            "QueryName": fields.get("AdditionalFields.DnsQueryString", ()),
            "QueryResults": fields.get("AdditionalFields.DnsQueryResult", ()),
        }
    if category == "pipe_created":
        # Sysmon names a pipe from its own root: \Device\NamedPipe\srvsvc is \srvsvc.
        return {"PipeName": _text(fields, "AdditionalFields.PipeName").replace("\\Device\\NamedPipe", "", 1) or ()}
    return {"ScriptBlockText": fields.get("AdditionalFields.Command", ())} if category == "ps_script" else {}


def _registry(action: str, fields: Fields) -> Mapping[str, Value]:
    hive, separator, rest = _text(fields, "RegistryKey").partition("\\")
    key = _HIVES.get(hive.upper(), hive) + separator + rest
    name = _text(fields, "RegistryValueName")
    # Sysmon writes the default value of a key as (Default).
    value = name or "(Default)" if "Value" in action else ""
    return {
        "TargetObject": f"{key}\\{value}" if value else key,
        "Details": _details(_text(fields, "RegistryValueType"), fields.get("RegistryValueData", ())),
        "EventType": _REGISTRY_EVENTS.get(action, ()),
    }


def _details(kind: str, data: Value) -> Value:
    """Registry data as Sysmon writes it: numbers as `DWORD (0x00000001)`, text as it is."""
    number = _number(data) if isinstance(data, str) else None
    if number is None or kind.lower() not in ("dword", "qword"):
        return data
    if kind.lower() == "dword":
        return f"DWORD (0x{number:08x})"
    return f"QWORD (0x{number >> 32:08x}-0x{number & 0xFFFFFFFF:08x})"


def _hex(text: str) -> Value:
    number = _number(text)
    return text or () if number is None else hex(number)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def _path(fields: Fields, prefix: str) -> Value:
    """The full path of a file; Defender mostly, but not always, repeats the file's name in its FolderPath."""
    folder, name = _text(fields, f"{prefix}FolderPath"), _text(fields, f"{prefix}FileName")
    return _joined(folder, name) or ()


def _joined(folder: str, name: str) -> str:
    if not folder or not name or folder.lower().endswith(name.lower()):
        return folder or name
    separator = "/" if folder.startswith("/") else "\\"
    return folder.rstrip(separator) + separator + name


def _user(fields: Fields, prefix: str) -> Value:
    domain, name = _text(fields, f"{prefix}Domain"), _text(fields, f"{prefix}Name")
    return f"{domain}\\{name}" if domain and name else name or ()


def _hashes(fields: Fields, prefix: str) -> Value:
    pairs = ((name, _text(fields, f"{prefix}{name}")) for name in ("SHA1", "MD5", "SHA256"))
    return ",".join(f"{name}={value.upper()}" for name, value in pairs if value) or ()


def _text(fields: Fields, name: str) -> str:
    return first_text(fields, (name,))
