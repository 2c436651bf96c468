"""Windows events as Winlogbeat 8 sends them: the same for an ordinary day and for an attack.

The beat sends what Windows gave it, and what its default processors add about the host; ECS names are given later, by
pipelines on a server, and so are not here. Messages are those of a Japanese Windows, without the paragraphs that explain.
Source: Winlogbeat 8's default configuration, Sysmon 15's schema, Microsoft's reference of security events.

The templates have the slots of a computer (`COMPUTER_SLOTS`), of the time, and `record`, `pid`, `ppid`, `guid`, `pguid`,
`logon`, `thread` (see `freshen`).
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from otasuke.simulating.writing.programs import Program
from otasuke.simulating.writing.security_messages import security_message
from otasuke.simulating.writing.templates import Template, Values, json_template, number, slot

COMPUTER_SLOTS = (
    "computer",
    "host",
    "agent",
    "ephemeral",
    "hostid",
    "address",
    "mac",
    "domain",
    "user",
    "sid",
    "machine",
)
BEAT_VERSION = "8.15.3"

_SYSMON_TITLES = {
    1: "Process Create",
    2: "File creation time changed",
    3: "Network connection detected",
    5: "Process terminated",
    6: "Driver loaded",
    7: "Image loaded",
    8: "CreateRemoteThread detected",
    10: "Process accessed",
    11: "File created",
    12: "Registry object added or deleted",
    13: "Registry value set",
    15: "File stream created",
    17: "Pipe Created",
    18: "Pipe Connected",
    22: "Dns query",
    23: "File Delete archived",
    26: "File Delete logged",
}
_CHANNELS = {
    "security": ("Security", "Microsoft-Windows-Security-Auditing", "{54849625-5478-4994-a5ba-3e3b0328c30d}"),
    "sysmon": (
        "Microsoft-Windows-Sysmon/Operational",
        "Microsoft-Windows-Sysmon",
        "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
    ),
    "powershell": (
        "Microsoft-Windows-PowerShell/Operational",
        "Microsoft-Windows-PowerShell",
        "{a0c1853b-5c40-4b15-8766-3cf1c58f985a}",
    ),
    "system": ("System", "Service Control Manager", "{555908d1-a6d7-4695-8e1e-26931d2012f4}"),
}
_PIDS = [b"%d" % (4 * number) for number in range(150, 150 + 0x1000)]
PORTS = [b"%d" % number for number in range(49_152, 65_536)]
UTC_TIME = f"{slot('day')} {slot('clock')}.{slot('ms')}"
_ISO_TIME = f"{slot('day')}T{slot('clock')}.{slot('ms')}Z"
OWN_PROCESS = f"{{{slot('machine')}-{slot('guid')}}}"
PARENT_PROCESS = f"{{{slot('machine')}-{slot('pguid')}}}"
PERSON = f"{slot('domain')}\\{slot('user')}"
SYSTEM_USER = "NT AUTHORITY\\SYSTEM"


def freshen(values: Values, dice: Random) -> None:
    """Fill the slots that are new with every event of Windows."""
    bits = dice.getrandbits(60)
    values["pid"] = _PIDS[bits & 0xFFF]
    values["ppid"] = _PIDS[bits >> 12 & 0x7FF]
    values["thread"] = _PIDS[bits >> 23 & 0x7FF]
    values["port"] = PORTS[bits >> 34 & 0x3FFF]
    values["logon"] = b"0x%x" % (bits >> 36 | 0x10000)
    digits = b"%032x" % dice.getrandbits(128)
    values["guid"] = b"%b-66%b-%b-%b" % (digits[:4], digits[4:6], digits[6:10], digits[10:22])
    values["pguid"] = b"%b-66%b-%b-0000000%b" % (digits[22:26], digits[26:28], digits[28:32], digits[12:17])


def windows_event(log: str, event_id: int, data: Mapping[str, str], *, message: str, task: str = "") -> Template:
    """Any event. log: a key of the table of channels: security, sysmon, powershell, system."""
    channel, provider, provider_id = _CHANNELS[log]
    return windows_template(
        channel, str(event_id), data, provider=provider, provider_id=provider_id, message=message, task=task
    )


def windows_template(
    channel: str,
    event_id: str,
    data: Mapping[str, Any],
    *,
    provider: str,
    provider_id: str = "",
    message: str = "",
    task: str = "",
) -> Template:
    """An event of any channel."""
    winlog = {
        "channel": channel,
        "computer_name": slot("computer"),
        "event_data": dict(data),
        "event_id": event_id,
        "keywords": ["成功の監査"] if channel == "Security" else [],
        "opcode": "情報",
        "process": {"pid": 4, "thread": {"id": number("thread")}},
        **({"provider_guid": provider_id} if provider_id else {}),
        "provider_name": provider,
        "record_id": number("record"),
        **({"task": task} if task else {}),
        "api": "wineventlog",
    }
    event = {
        "code": event_id,
        "kind": "event",
        "provider": provider,
        "created": _ISO_TIME,
        **({"action": task} if task else {}),
    }
    return json_template(
        {
            "@timestamp": _ISO_TIME,
            "event": event,
            "log": {"level": "情報"},
            "message": message,
            "winlog": winlog,
            "host": _host(),
            "agent": _agent(),
            "ecs": {"version": "8.0.0"},
        }
    )


def _host() -> dict[str, Any]:
    return {
        "name": slot("host"),
        "hostname": slot("host"),
        "architecture": "x86_64",
        "id": slot("hostid"),
        "ip": [slot("address")],
        "mac": [slot("mac")],
        "os": {
            "type": "windows",
            "platform": "windows",
            "family": "windows",
            "version": "10.0",
            "name": "Windows 10 Pro",
            "kernel": "10.0.19041.4355 (WinBuild.160101.0800)",
            "build": "19045.4355",
        },
    }


def _agent() -> dict[str, Any]:
    return {
        "type": "winlogbeat",
        "version": BEAT_VERSION,
        "name": slot("host"),
        "id": slot("agent"),
        "ephemeral_id": slot("ephemeral"),
    }


def sysmon(event_id: int, data: Mapping[str, str]) -> Template:
    """An event of Sysmon, whose message is its data."""
    whole = {"RuleName": "-", "UtcTime": UTC_TIME, **data}
    title = _SYSMON_TITLES[event_id]
    message = f"{title}:\n" + "\n".join(f"{name}: {value}" for name, value in whole.items())
    return windows_event("sysmon", event_id, whole, message=message, task=f"{title} (rule: {title.replace(' ', '')})")


def security(event_id: int, data: Mapping[str, str]) -> Template:
    """An event of the security log."""
    return windows_event("security", event_id, data, message=security_message(event_id, data))


def process(
    program: Program,
    command: str,
    *,
    parent: Program,
    parent_command: str = "",
    user: str = PERSON,
    integrity: str = "",
) -> Template:
    """Sysmon 1: a program starts. integrity: if it is not the usual one of the user."""
    is_system = user == SYSTEM_USER
    return sysmon(
        1,
        {
            "ProcessGuid": OWN_PROCESS,
            "ProcessId": slot("pid"),
            "Image": program.image,
            "FileVersion": program.version,
            "Description": program.description,
            "Product": program.product,
            "Company": program.company,
            "OriginalFileName": program.original,
            "CommandLine": command,
            "CurrentDirectory": "C:\\Windows\\system32\\",
            "User": user,
            "LogonGuid": PARENT_PROCESS,
            "LogonId": "0x3e7" if is_system else slot("logon"),
            "TerminalSessionId": "0" if is_system else "1",
            "IntegrityLevel": integrity or ("System" if is_system else "Medium"),
            "Hashes": program.hashes,
            "ParentProcessGuid": PARENT_PROCESS,
            "ParentProcessId": slot("ppid"),
            "ParentImage": parent.image,
            "ParentCommandLine": parent_command or f'"{parent.image}"',
            "ParentUser": user,
        },
    )


def process_4688(program: Program, command: str, *, parent: Program, user: str = PERSON) -> Template:
    """Security 4688: the same as the security log has it."""
    is_system = user == SYSTEM_USER
    return security(
        4688,
        {
            "SubjectUserSid": "S-1-5-18" if is_system else slot("sid"),
            "SubjectUserName": slot("account") if is_system else slot("user"),
            "SubjectDomainName": slot("domain"),
            "SubjectLogonId": "0x3e7" if is_system else slot("logon"),
            "NewProcessId": "0x1" + slot("pid"),
            "NewProcessName": program.image,
            "TokenElevationType": "%%1936" if is_system else "%%1938",
            "ProcessId": "0x" + slot("ppid"),
            "CommandLine": command,
            "TargetUserSid": "S-1-0-0",
            "TargetUserName": "-",
            "TargetDomainName": "-",
            "TargetLogonId": "0x0",
            "ParentProcessName": parent.image,
            "MandatoryLabel": "S-1-16-16384" if is_system else "S-1-16-8192",
        },
    )


def connection(program: Program, address: str, port: str, *, name: str = "-", user: str = PERSON) -> Template:
    """Sysmon 3: a program connects to an address."""
    return sysmon(
        3,
        {
            "ProcessGuid": OWN_PROCESS,
            "ProcessId": slot("pid"),
            "Image": program.image,
            "User": user,
            "Protocol": "tcp",
            "Initiated": "true",
            "SourceIsIpv6": "false",
            "SourceIp": slot("address"),
            "SourceHostname": slot("computer"),
            "SourcePort": slot("port"),
            "SourcePortName": "-",
            "DestinationIsIpv6": "false",
            "DestinationIp": address,
            "DestinationHostname": name,
            "DestinationPort": port,
            "DestinationPortName": {"443": "https", "80": "http"}.get(port, "-"),
        },
    )


def file_created(program: Program, path: str, *, user: str = PERSON) -> Template:
    """Sysmon 11: a program makes a file."""
    return sysmon(
        11,
        {
            "ProcessGuid": OWN_PROCESS,
            "ProcessId": slot("pid"),
            "Image": program.image,
            "TargetFilename": path,
            "CreationUtcTime": UTC_TIME,
            "User": user,
        },
    )


def registry_set(program: Program, key: str, details: str, *, user: str = PERSON) -> Template:
    """Sysmon 13: a program sets a value in the registry."""
    return sysmon(
        13,
        {
            "EventType": "SetValue",
            "ProcessGuid": OWN_PROCESS,
            "ProcessId": slot("pid"),
            "Image": program.image,
            "TargetObject": key,
            "Details": details,
            "User": user,
        },
    )


def name_asked(program: Program, name: str, results: str, *, user: str = PERSON) -> Template:
    """Sysmon 22: a program looks up a name."""
    return sysmon(
        22,
        {
            "ProcessGuid": OWN_PROCESS,
            "ProcessId": slot("pid"),
            "QueryName": name,
            "QueryStatus": "0",
            "QueryResults": results,
            "Image": program.image,
            "User": user,
        },
    )


def image_loaded(program: Program, library: Program, *, signer: str = "Microsoft Windows") -> Template:
    """Sysmon 7: a program loads a library. signer: "" where nobody signed it."""
    return sysmon(
        7,
        {
            "ProcessGuid": OWN_PROCESS,
            "ProcessId": slot("pid"),
            "Image": program.image,
            "ImageLoaded": library.image,
            "FileVersion": library.version,
            "Description": library.description,
            "Product": library.product,
            "Company": library.company,
            "OriginalFileName": library.original,
            "Hashes": library.hashes,
            "Signed": "true" if signer else "false",
            "Signature": signer or "-",
            "SignatureStatus": "Valid" if signer else "Unavailable",
            "User": PERSON,
        },
    )


def script_block(text: str, path: str = "") -> Template:
    """PowerShell 4104: a script as it runs."""
    data = {
        "MessageNumber": "1",
        "MessageTotal": "1",
        "ScriptBlockText": text,
        "ScriptBlockId": f"{slot('machine').lower()}-{slot('guid')}",
        "Path": path,
    }
    message = f"Scriptblock テキストを作成しています (1 個中 1 個目):\n{text}\n\nScriptBlock ID: {data['ScriptBlockId']}\nパス: {path}"
    return windows_event("powershell", 4104, data, message=message, task="リモート コマンドを実行します。")


def service_installed(name: str, path: str) -> Template:
    """System 7045: a service was installed."""
    data = {
        "ServiceName": name,
        "ImagePath": path,
        "ServiceType": "ユーザー モード サービス",
        "StartType": "要求時開始",
        "AccountName": "LocalSystem",
    }
    message = f"システムにサービスがインストールされました。\n\nサービス名:  {name}\nサービス ファイル名:  {path}"
    return windows_event("system", 7045, data, message=message)
