"""Records of the Linux audit system: one raw line read into fields, as the kernel or auditd wrote it.

Strings that a user can choose are quoted if harmless and hexadecimal otherwise; both become text. auditd's
`log_format = ENRICHED` appends names after a group separator (0x1D): they become fields in capitals, as sent.
Source: linux-audit documentation "specs/fields", "specs/messages"; <linux/audit.h> for the numbers of record types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from otasuke.events import Value
from otasuke.normalise.linux.syscalls import syscall_name
from otasuke.normalise.linux.syslog_header import split_syslog
from otasuke.normalise.times import parse_time

_HEAD = re.compile(
    rb"(?:\[ *\d{1,10}\.\d{1,9}\] )?(?:audit: )?(?:node=(\S{1,255}) )?"
    rb"type=([A-Z0-9_]{1,64}|UNKNOWN\[\d{1,6}\]|\d{1,5}) +(?:msg=)?audit\((\d{1,12}\.\d{1,9}):(\d{1,20})\): ?"
)
_PAIR = re.compile(r"(?<![A-Za-z0-9_\[\]-])([A-Za-z0-9_\[\]-]{1,64})=(\"[^\"]*\"|'[^']*'|[^\s\x1d]*)")
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ARGUMENT = re.compile(r"a(\d{1,5})(?:\[(\d{1,5})\])?")

_UNKNOWN_VALUES = ("(null)", "?", "(none)", "")
_ENCODED = frozenset(
    ("acct", "cmd", "comm", "cwd", "data", "dir", "exe", "key", "name", "new_group", "ocomm", "path", "proctitle", "vm")
)
_TYPES = {
    "1100": "USER_AUTH",
    "1101": "USER_ACCT",
    "1105": "USER_START",
    "1106": "USER_END",
    "1112": "USER_LOGIN",
    "1114": "ADD_USER",
    "1115": "DEL_USER",
    "1116": "ADD_GROUP",
    "1123": "USER_CMD",
    "1130": "SERVICE_START",
    "1131": "SERVICE_STOP",
    "1300": "SYSCALL",
    "1302": "PATH",
    "1305": "CONFIG_CHANGE",
    "1306": "SOCKADDR",
    "1307": "CWD",
    "1309": "EXECVE",
    "1319": "TTY",
    "1320": "EOE",
    "1326": "SECCOMP",
    "1327": "PROCTITLE",
    "1400": "AVC",
}


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One audit record. `serial` is shared by all records of one happening on one node.

    node  the `node=` of the line, or the host in its syslog header; "" if there is neither.
    """

    type: str
    node: str
    time: datetime | None
    serial: str
    fields: dict[str, Value]

    def text(self, name: str) -> str:
        """A field with one value; "" if it is absent or a list."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""


def parse_record(line: bytes) -> AuditRecord | None:
    """The audit record in a line, also one that syslog wrapped; None if there is none."""
    host, body = _without_syslog(line)
    head = _HEAD.match(body)
    if head is None:
        return None
    node, kind, time, serial = ("" if part is None else _text(part) for part in head.groups())
    kind = _TYPES.get(kind, kind)
    return AuditRecord(
        type=kind,
        node=node or host,
        time=parse_time(time),
        serial=serial,
        fields={"type": kind, **_fields_of(kind, _text(body[head.end() :]))},
    )


def is_audit(line: bytes) -> bool:
    """Whether the line is an audit record, also one that syslog wrapped.

    A record deeper inside a message is none: it is text that somebody chose, such as the user name of a sign-in.
    """
    return b"audit(" in line and _HEAD.match(_without_syslog(line)[1]) is not None


def _without_syslog(line: bytes) -> tuple[str, bytes]:
    """The host that a syslog header names, and the line without that header."""
    split = None if line.startswith((b"type=", b"node=")) else split_syslog(line)
    return (split[0].hostname, split[1]) if split else ("", line)


def arguments_of(fields: Mapping[str, Value]) -> list[str]:
    """The arguments in the `a0`, `a1` … of an EXECVE record, in order."""
    found = ((_ARGUMENT.fullmatch(name), value) for name, value in fields.items())
    numbered = [(int(match[1]), value) for match, value in found if match and isinstance(value, str)]
    return [value for _, value in sorted(numbered)]


def remote_end(saddr: str) -> tuple[str, str] | None:
    """Address and port in the socket address of a SOCKADDR record; None for other families than IP."""
    data = bytes.fromhex(saddr) if _HEXADECIMAL.fullmatch(saddr) else b""
    port = str(int.from_bytes(data[2:4], "big"))
    if data[:2] == b"\x02\x00" and len(data) >= 8:
        return str(ip_address(data[4:8])), port
    if data[:2] == b"\x0a\x00" and len(data) >= 24:
        return str(ip_address(data[8:24])), port
    return None


def syscall_fields(fields: dict[str, Value]) -> dict[str, Value]:
    """The same dict, with the name of the system call in SYSCALL if only its number is there."""
    number, architecture = fields.get("syscall"), fields.get("arch", "")
    if isinstance(number, str) and isinstance(architecture, str) and "SYSCALL" not in fields:
        name = syscall_name(architecture, number) or (None if number.isdigit() else number)
        if name:
            fields["SYSCALL"] = name
    return fields


def _fields_of(kind: str, body: str) -> dict[str, Value]:
    raw, enriched = _split_enriched(body)
    outer, _, inner = f" {raw}".partition(" msg='")
    pairs = (*_PAIR.findall(outer), *_PAIR.findall(inner.rstrip().removesuffix("'")))
    fields: dict[str, Value] = {}
    if kind == "EXECVE":
        fields.update(_arguments(pairs))
        pairs = tuple((name, value) for name, value in pairs if not _ARGUMENT.fullmatch(name))
    fields.update({name: _value(name, value) for name, value in pairs if value not in _UNKNOWN_VALUES})
    fields.update({name: unquoted(value) for name, value in _PAIR.findall(enriched) if value not in _UNKNOWN_VALUES})
    return syscall_fields(fields)


def _split_enriched(body: str) -> tuple[str, str]:
    raw, separator, enriched = body.partition("\x1d")
    if separator:
        return raw, enriched
    # rsyslog writes control characters as # and three octal digits. The same inside quotes is somebody's file name.
    raw, separator, enriched = body.rpartition("#035")
    return (raw, enriched) if separator and raw.count('"') % 2 == 0 else (body, "")


def _arguments(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """`a0`, `a1` … of an EXECVE record; a long argument comes in pieces `a2[0]`, `a2[1]` …"""
    pieces: dict[str, list[str]] = {}
    for name, value in pairs:
        if argument := _ARGUMENT.fullmatch(name):
            text = unquoted(value) if value[:1] == '"' else decoded(value)
            pieces.setdefault(f"a{argument[1]}", []).append(text)
    return {name: "".join(texts) for name, texts in pieces.items()}


def _value(name: str, value: str) -> Value:
    if value[:1] in "\"'":
        return unquoted(value)
    if name not in _ENCODED:
        return value
    text = decoded(value)
    if name == "key":
        keys = tuple(key for key in text.split("\x01") if key)
        return keys[0] if len(keys) == 1 else keys
    return text.replace("\0", " ").rstrip(" ") if name in ("proctitle", "cmd") else text


def unquoted(value: str) -> str:
    """The value without the quotes around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def decoded(value: str) -> str:
    """The text that a hexadecimal value stands for; any other value as it is."""
    return _text(bytes.fromhex(value)) if _HEXADECIMAL.fullmatch(value) else value


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
