"""What a NAS says by syslog: Synology's Log Center, QNAP's QuLog Center, and Samba's audit of a share.

All belong to the category `nas`, whose rules read: `operation` (login, read, write, delete, rename …), `outcome` (success
or failure), `user`, `src_ip`, `service` (DSM, SMB, SSH …), `path`, and `msg` for what the system itself reports.
Source: Synology Knowledge Center, "Log Sending"; QNAP QTS user guide, "QuLog Center"; vfs_full_audit(8), whose prefix is
taken to be `%I|%u`, the client's address and the user.
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value

_WHO = r"User \[(?P<user>[^\]]{0,256})\] from \[(?P<src_ip>[^\]\s(]{2,64})[^\]]{0,128}\] "
_SYNOLOGY_IN = re.compile(_WHO + r"(?:logged in successfully via|signed in to) \[(?P<service>[^\]]{1,64})\]")
_SYNOLOGY_OUT = re.compile(_WHO + r"failed to (?:log in via|sign in to) \[(?P<service>[^\]]{1,64})\]")
_SYNOLOGY_FILE = re.compile(
    r"(?P<service>WinFileService|FileStation|AFP|FTP|WebDAV) Event: (?P<operation>[a-z]{1,16}), Path: (?P<path>.{0,4096}), "
    r"File/Folder: (?P<kind>File|Folder), Size: (?P<size>[^,]{1,32}), User: (?P<user>[^,]{0,256}), IP: (?P<src_ip>[0-9A-Fa-f.:]{2,45})"
)
_SYNOLOGY_SYSTEM = re.compile(r"(?:System )?(?P<user>[^\s:]{1,256}):(?:\s|#011)+(?P<msg>.{1,4096})", re.DOTALL)
_QNAP = re.compile(r"(conn|event) log: Users: ")
_QNAP_PART = re.compile(
    r"(?:\A|, )(Users|Source IP|Computer name|Connection type|Accessed resources|Action|Application|Category|Content): "
)
_QNAP_NAMES = {
    "Users": "user",
    "Source IP": "src_ip",
    "Computer name": "computer",
    "Connection type": "service",
    "Accessed resources": "path",
    "Action": "operation",
    "Application": "application",
    "Category": "part",
    "Content": "msg",
}
_QNAP_LOGINS = {"login fail": "failure", "login ok": "success", "login success": "success"}
_SAMBA_OPERATIONS = {
    **dict.fromkeys(("unlink", "unlinkat", "rmdir"), "delete"),
    **dict.fromkeys(("rename", "renameat"), "rename"),
    **dict.fromkeys(("pwrite", "write", "pwrite_send"), "write"),
    **dict.fromkeys(("mkdir", "mkdirat"), "create"),
}

Said = tuple[dict[str, Value], LogSource]


def read_nas(program: str, message: str) -> Said | None:
    """The fields and the log source of a NAS's message; None for what is none.

    program  "" where the message itself names the part of the system, as Synology's do.
    """
    match program:
        case "qulogd":
            return _qnap(message)
        case "smbd_audit":
            return _samba(message)
        case "Connection":
            return _synology_login(message)
        case "Hyper_Backup":
            return _synology_system(message)
        case "":
            return _synology(message)
        case _:
            return None


def _synology_login(message: str) -> Said | None:
    found, outcome = _SYNOLOGY_IN.match(message), "success"
    if found is None:
        found, outcome = _SYNOLOGY_OUT.match(message), "failure"
    if found is None:
        return None
    return {**found.groupdict(), "operation": "login", "outcome": outcome}, _source("synology", "connection")


def _synology(message: str) -> Said | None:
    if found := _SYNOLOGY_FILE.match(message):
        return dict(found.groupdict()), _source("synology", "file")
    return _synology_system(message) if message.startswith("System ") else None


def _synology_system(message: str) -> Said | None:
    found = _SYNOLOGY_SYSTEM.match(message)
    return (dict(found.groupdict()), _source("synology", "system")) if found else None


def _qnap(message: str) -> Said | None:
    """`conn log: Users: a, Source IP: b, …, Action: Delete`: a value ends where the next known name begins."""
    kind = _QNAP.match(message)
    if kind is None:
        return None
    words = message.partition("log: ")[2].strip()
    names = list(_QNAP_PART.finditer(words))
    ends = [*(name.start() for name in names), len(words)][1:]
    parts = {name[1]: words[name.end() : end] for name, end in zip(names, ends, strict=True)}
    fields: dict[str, Value] = {_QNAP_NAMES[name]: value for name, value in parts.items() if value != "---"}
    action = parts.get("Action", "").rstrip(".").lower()
    if outcome := _QNAP_LOGINS.get(action):
        fields.update(operation="login", outcome=outcome)
    elif action:
        fields["operation"] = action
    return fields, _source("qnap", kind[1])


def _samba(message: str) -> Said | None:
    """`192.168.1.9|keiri|unlinkat|ok|share/a.xlsx`; between result and path may stand a mode, and a rename has two paths."""
    parts = message.split("|")
    if len(parts) < 4:
        return None
    address, user, operation, result, *rest = parts
    fields: dict[str, Value] = {
        "src_ip": address,
        "user": user,
        "operation": _SAMBA_OPERATIONS.get(operation, operation),
        "outcome": "success" if result == "ok" else "failure",
    }
    if rest:
        fields["path"] = tuple(rest[-2:]) if fields["operation"] == "rename" else rest[-1]
    return fields, _source("samba", "audit")


def _source(product: str, service: str) -> LogSource:
    return LogSource(product, "nas", service)
