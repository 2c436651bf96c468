"""What Windows and Sysmon write of an event of an activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from otasuke.simulating.life.activity import Trace
from otasuke.simulating.life.places import address_of
from otasuke.simulating.life.software import Software
from otasuke.simulating.writing import winlogbeat as write
from otasuke.simulating.writing.programs import Program
from otasuke.simulating.writing.security_messages import security_message
from otasuke.simulating.writing.templates import Template, slot

_USERS = {
    "person": (write.PERSON, ""),
    "admin": (write.PERSON, "High"),
    "support": (rf"{slot('domain')}\support", "High"),
    "system": (write.SYSTEM_USER, "System"),
    "network": ("NT AUTHORITY\\NETWORK SERVICE", "System"),
    "local": ("NT AUTHORITY\\LOCAL SERVICE", "System"),
}
_LOGS = {
    "security": ("Security", "Microsoft-Windows-Security-Auditing"),
    "system": ("System", "Service Control Manager"),
    "application": ("Application", "MsiInstaller"),
    "defender": ("Microsoft-Windows-Windows Defender/Operational", "Microsoft-Windows-Windows Defender"),
    "tasks": ("Microsoft-Windows-TaskScheduler/Operational", "Microsoft-Windows-TaskScheduler"),
    "bits": ("Microsoft-Windows-Bits-Client/Operational", "Microsoft-Windows-Bits-Client"),
    "applocker": ("Microsoft-Windows-AppLocker/EXE and DLL", "Microsoft-Windows-AppLocker"),
    "applocker-scripts": ("Microsoft-Windows-AppLocker/MSI and Script", "Microsoft-Windows-AppLocker"),
    "firewall": (
        "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
        "Microsoft-Windows-Windows Firewall With Advanced Security",
    ),
    "classic": ("Windows PowerShell", "PowerShell"),
    "powershell": ("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell"),
    "print": ("Microsoft-Windows-PrintService/Admin", "Microsoft-Windows-PrintService"),
    "wmi": ("Microsoft-Windows-WMI-Activity/Operational", "Microsoft-Windows-WMI-Activity"),
    "apps": ("Microsoft-Windows-AppXDeploymentServer/Operational", "Microsoft-Windows-AppXDeployment-Server"),
    "integrity": ("Microsoft-Windows-CodeIntegrity/Operational", "Microsoft-Windows-CodeIntegrity"),
    "usb": (
        "Microsoft-Windows-DriverFrameworks-UserMode/Operational",
        "Microsoft-Windows-DriverFrameworks-UserMode",
    ),
    "sessions": (
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        "Microsoft-Windows-TerminalServices-LocalSessionManager",
    ),
    "smb-client": ("Microsoft-Windows-SmbClient/Security", "Microsoft-Windows-SMBClient"),
    "ntlm": ("Microsoft-Windows-NTLM/Operational", "Microsoft-Windows-NTLM"),
    "dns-server": ("DNS Server", "Microsoft-Windows-DNS-Server-Service"),
}
"""Short names of logs: the channel, and who writes to it unless `provider` says otherwise."""
_BY = frozenset({"by", "as"})
_NO_STREAM = "MD5=00000000000000000000000000000000"


def windows_traces(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    """The traces of an event of Windows. Raises UnknownProgram."""
    word = next(word for word in _WRITERS if word in table)
    return _WRITERS[word](table, software)


def _actor(table: Mapping[str, Any], software: Software) -> Program:
    return software.program(table.get("by", "explorer"))


def _user(table: Mapping[str, Any]) -> tuple[str, str]:
    return _USERS[table.get("as", "person")]


def _started(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    program, parent = software.program(table["starts"]), _actor(table, software)
    user, integrity = _user(table)
    words = table.get("with", "")
    command = table.get("command") or f'"{program.image}"{" " + words if words else ""}'
    sysmon = write.process(
        program,
        command,
        parent=parent,
        parent_command=table.get("by_command", ""),
        user=user,
        integrity=integrity,
    )
    audit = write.process_4688(program, command, parent=parent, user=user)
    return tuple(Trace(one, actor=program.image, parent=parent.image, is_audit=one is audit) for one in (sysmon, audit))


def _by(template: Template, actor: Program) -> Sequence[Trace]:
    return (Trace(template, actor=actor.image),)


def _process_data(actor: Program, table: Mapping[str, Any]) -> dict[str, str]:
    return {
        "ProcessGuid": write.OWN_PROCESS,
        "ProcessId": slot("pid"),
        "Image": actor.image,
        "User": _user(table)[0],
    }


def _file(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    return _by(write.file_created(actor, table["file"], user=_user(table)[0]), actor)


def _deleted(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    data = {**_process_data(actor, table), "TargetFilename": table["deletes"], "Hashes": "-", "IsExecutable": "false"}
    return _by(write.sysmon(23, {**data, "Archived": "true"}), actor)


def _stream(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    data = {"TargetFilename": table["stream"], "CreationUtcTime": write.UTC_TIME, "Hash": _NO_STREAM}
    return _by(write.sysmon(15, {**_process_data(actor, table), **data, "Contents": table.get("contents", "-")}), actor)


def _set(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    return _by(write.registry_set(actor, table["sets"], table["to"], user=_user(table)[0]), actor)


def _key(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    data = {"EventType": table.get("done", "CreateKey"), **_process_data(actor, table), "TargetObject": table["key"]}
    return _by(write.sysmon(12, data), actor)


def _asked(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor, name = _actor(table, software), table["asks"]
    results = f"::ffff:{address_of(name)};"
    return _by(write.name_asked(actor, name, results, user=_user(table)[0]), actor)


def _connected(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    target, _, port = table["connects"].rpartition(":")
    is_name = any(letter.isalpha() for letter in target.partition("⟦")[0])
    address = address_of(target) if is_name else target
    template = write.connection(actor, address, port, name=target if is_name else "-", user=_user(table)[0])
    return _by(template, actor)


def _accepted(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    data = {
        **_process_data(actor, table),
        "Protocol": "tcp",
        "Initiated": "false",
        "SourceIsIpv6": "false",
        "SourceIp": table["from"],
        "SourceHostname": "-",
        "SourcePort": slot("port"),
        "SourcePortName": "-",
        "DestinationIsIpv6": "false",
        "DestinationIp": slot("address"),
        "DestinationHostname": slot("computer"),
        "DestinationPort": str(table["accepts"]),
        "DestinationPortName": "-",
    }
    return _by(write.sysmon(3, data), actor)


def _opened(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor, target = _actor(table, software), software.program(table["opens"])
    data = {
        "SourceProcessGUID": write.OWN_PROCESS,
        "SourceProcessId": slot("pid"),
        "SourceThreadId": slot("thread"),
        "SourceImage": actor.image,
        "TargetProcessGUID": write.PARENT_PROCESS,
        "TargetProcessId": slot("ppid"),
        "TargetImage": target.image,
        "GrantedAccess": table["access"],
        "CallTrace": table.get(
            "trace", r"C:\Windows\SYSTEM32\ntdll.dll+9d234|C:\Windows\System32\KERNELBASE.dll+2c0ee"
        ),
        "SourceUser": _user(table)[0],
        "TargetUser": write.SYSTEM_USER,
    }
    return _by(write.sysmon(10, data), actor)


def _thread(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor, target = _actor(table, software), software.program(table["thread"])
    data = {
        "SourceProcessGuid": write.OWN_PROCESS,
        "SourceProcessId": slot("pid"),
        "SourceImage": actor.image,
        "TargetProcessGuid": write.PARENT_PROCESS,
        "TargetProcessId": slot("ppid"),
        "TargetImage": target.image,
        "NewThreadId": slot("thread"),
        "StartAddress": f"0x00007FF{slot('new')}",
        "StartModule": table.get("module", r"C:\Windows\System32\ntdll.dll"),
        "StartFunction": table.get("function", "-"),
        "SourceUser": _user(table)[0],
        "TargetUser": write.PERSON,
    }
    return _by(write.sysmon(8, data), actor)


def _pipe(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor = _actor(table, software)
    return _by(
        write.sysmon(17, {"EventType": "CreatePipe", "PipeName": table["pipe"], **_process_data(actor, table)}), actor
    )


def _driver(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    program = software.program(table["driver"])
    data = {"ImageLoaded": program.image, "Hashes": program.hashes, "Signed": "true"}
    return (Trace(write.sysmon(6, {**data, "Signature": table["signer"], "SignatureStatus": "Valid"})),)


def _loaded(table: Mapping[str, Any], software: Software) -> Sequence[Trace]:
    actor, library = _actor(table, software), software.program(table["loads"])
    return _by(write.image_loaded(actor, library, signer=table.get("signer", "Microsoft Windows")), actor)


def _script(table: Mapping[str, Any], _software: Software) -> Sequence[Trace]:
    return (Trace(write.script_block(table["script"], table.get("path", ""))),)


def _logged(table: Mapping[str, Any], _software: Software) -> Sequence[Trace]:
    channel, provider = _LOGS[table["log"]]
    number, data = table["id"], {name: str(value) for name, value in table.get("data", {}).items()}
    message = security_message(number, data) if table["log"] == "security" else table.get("message", "")
    template = write.windows_template(
        channel, str(number), data, provider=table.get("provider", provider), message=message
    )
    return (Trace(template),)


_WRITERS: Mapping[str, Callable[[Mapping[str, Any], Software], Sequence[Trace]]] = {
    "starts": _started,
    "file": _file,
    "deletes": _deleted,
    "stream": _stream,
    "sets": _set,
    "key": _key,
    "asks": _asked,
    "connects": _connected,
    "accepts": _accepted,
    "opens": _opened,
    "thread": _thread,
    "pipe": _pipe,
    "driver": _driver,
    "loads": _loaded,
    "script": _script,
    "log": _logged,
}
WINDOWS_WORDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_WRITERS, _BY),
    "starts": _BY | {"with", "command", "by_command"},
    "stream": _BY | {"contents"},
    "sets": _BY | {"to"},
    "key": _BY | {"done"},
    "accepts": _BY | {"from"},
    "opens": _BY | {"access", "trace"},
    "thread": _BY | {"module", "function"},
    "driver": frozenset({"signer"}),
    "loads": _BY | {"signer"},
    "script": frozenset({"path"}),
    "log": frozenset({"id", "data", "provider", "message"}),
}
"""The words that say what happens, and what else may be said of it."""
