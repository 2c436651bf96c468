"""What a message of a Linux program means: its log sources, and the fields in its text.

Shared by every way in which such messages arrive: syslog lines and the journal. Every message belongs to the service
`syslog`; the program and the facility add SigmaHQ's other services.

A command that sudo or cron reports as started is also a process creation, with the fields that the message has: on
machines without auditd it is the only trace of what ran.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from otasuke.events import LogSource, Value
from otasuke.normalise.linux.nas import read_nas
from otasuke.normalise.linux.postfix import read_postfix

_SERVICES = {
    **dict.fromkeys(("sshd", "sshd-session", "sshd-auth", "dropbear"), ("sshd", "auth")),
    **dict.fromkeys(("sudo",), ("sudo", "auth")),
    **dict.fromkeys(("cron", "crond", "crontab", "anacron", "cronie", "fcron", "atd"), ("cron",)),
    **dict.fromkeys(("vsftpd",), ("vsftpd",)),
    **dict.fromkeys(
        ("clamd", "clamav", "clamav-daemon", "clamscan", "clamdscan", "freshclam", "clamonacc"), ("clamav",)
    ),
    **dict.fromkeys(("guacd", "guacamole"), ("guacamole",)),
    **dict.fromkeys(("apache2", "httpd", "apache"), ("apache",)),
    **dict.fromkeys(("nginx",), ("nginx",)),
    **dict.fromkeys(("su", "login", "pkexec", "polkitd", "polkit-agent-helper-1", "systemd-logind"), ("auth",)),
    **dict.fromkeys(("passwd", "chpasswd", "chage", "chsh", "unix_chkpwd", "gpasswd"), ("auth",)),
    **dict.fromkeys(("useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel"), ("auth",)),
}
_STRANGERS = frozenset(("auth", "sshd", "sudo", "cron", "vsftpd"))
_AUTH_FACILITIES = ("auth", "authpriv")
_PROCESS_CREATION = LogSource("linux", "process_creation", None)
_ANTIVIRUS = LogSource("linux", "antivirus", "clamav")

_SSH_SIGN_IN = re.compile(r"(Failed|Accepted) (\S+) for (?:invalid user )?(.*?) from (\S+) port (\d+)")
_SSH_STRANGER = re.compile(r"Invalid user (.*?) from (\S+)(?: port (\d+))?$")
_SUDO_KEY = re.compile(r"(TTY|PWD|USER|GROUP|TSID|CHROOT|ENV|COMMAND)=")
_CRON_ACTION = re.compile(r"\(([^()\s]{1,64})\) ([A-Z][A-Z ]{1,40}[A-Z]) \(")
_LONGEST_SSH_MESSAGE = 2000


@dataclass(frozen=True, slots=True)
class Meaning:
    """The log sources and fields that a message's program and text give."""

    logsources: tuple[LogSource, ...]
    fields: Mapping[str, Value] = field(default_factory=dict)


def meaning_of(program: str, facility: str, message: str) -> Meaning:
    """What a message of this program means.

    program   as in the syslog tag; a path, a component after `/` and a PAM module in brackets are ignored.
    facility  its name, such as `authpriv`; "" if not known.
    """
    own, reader = _own_meaning(program, facility)
    if said := read_nas(program, message) or read_postfix(program, message):
        return Meaning((said[1], *own.logsources), said[0])
    if reader is None:
        return own
    fields, more = reader(message)
    return Meaning((*more, *own.logsources), fields)


@lru_cache(maxsize=1024)
def _own_meaning(program: str, facility: str) -> tuple[Meaning, Callable[[str], _Reading] | None]:
    """What every message of the program means, and who reads what else it says."""
    services = _services_of(_base_name(program), facility)
    return Meaning(tuple(LogSource("linux", None, service) for service in services)), _READERS.get(services[0])


def carries_strangers_words(program: str) -> bool:
    """Whether messages of the program repeat what anybody on the network may say, such as the name of a user."""
    return not _STRANGERS.isdisjoint(_SERVICES.get(_base_name(program), ()))


def _base_name(program: str) -> str:
    name = program.rsplit("/", 1)[1] if program.startswith("/") else program.split("/", 1)[0]
    return name.split("(", 1)[0].lower()


def _services_of(name: str, facility: str) -> tuple[str, ...]:
    services = _SERVICES.get(name, ())
    if facility in _AUTH_FACILITIES and "auth" not in services:
        services = (*services, "auth")
    if facility == "cron" and not services:
        services = ("cron",)
    return (*services, "syslog")


_Reading = tuple[dict[str, Value], tuple[LogSource, ...]]


def _read_sshd(message: str) -> _Reading:
    message = message[:_LONGEST_SSH_MESSAGE]
    if found := _SSH_SIGN_IN.match(message):
        outcome, method, user, address, port = found.groups()
        return {"outcome": outcome.lower(), "method": method, "user": user, "src_ip": address, "src_port": port}, ()
    if found := _SSH_STRANGER.match(message):
        fields: dict[str, Value] = {"outcome": "invalid user", "user": found[1], "src_ip": found[2]}
        return fields | ({"src_port": found[3]} if found[3] else {}), ()
    return {}, ()


def _read_sudo(message: str) -> _Reading:
    """`alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls`, perhaps with a complaint before TTY."""
    user, separator, rest = message.strip().partition(" : ")
    if not separator or " " in user:
        return {}, ()
    before, is_command, command = rest.partition("COMMAND=")
    fields: dict[str, Value] = {"user": user}
    complaint = ""
    for part in before.split(" ; "):
        name, equals, value = part.strip().partition("=")
        if equals and _SUDO_KEY.match(name + "="):
            fields[name] = value
        elif part.strip():
            complaint = part.strip()
    if complaint:
        return fields | {"complaint": complaint, "COMMAND": command}, ()
    if not is_command:
        return fields, ()
    return fields | {"COMMAND": command, **_process(command, fields)}, (_PROCESS_CREATION,)


def _process(command: str, fields: Mapping[str, Value]) -> dict[str, Value]:
    names = {"User": "USER", "CurrentDirectory": "PWD"}
    known = {name: fields[original] for name, original in names.items() if original in fields}
    return {"CommandLine": command, "Image": command.split(" ", 1)[0], **known}


def _read_cron(message: str) -> _Reading:
    """`(root) CMD (run-parts /etc/cron.hourly)`, `(alice) REPLACE (alice)`."""
    found = _CRON_ACTION.match(message)
    if not found or not message.endswith(")"):
        return {}, ()
    user, action, detail = found[1], found[2], message[found.end() : -1]
    fields: dict[str, Value] = {"user": user, "action": action}
    if action != "CMD":
        return fields | {"detail": detail}, ()
    return fields | {"COMMAND": detail, "CommandLine": detail, "User": user}, (_PROCESS_CREATION,)


def _read_clamav(message: str) -> _Reading:
    """`/tmp/x.exe: Win.Trojan.Agent-1 FOUND`, the form of clamd, clamscan and clamonacc."""
    if not message.endswith(" FOUND"):
        return {}, ()
    filename, separator, signature = message.removesuffix(" FOUND").rpartition(": ")
    if not separator:
        return {}, ()
    return {"Filename": filename, "Signature": signature.split("(", 1)[0]}, (_ANTIVIRUS,)


_READERS: dict[str, Callable[[str], _Reading]] = {
    "sshd": _read_sshd,
    "sudo": _read_sudo,
    "cron": _read_cron,
    "clamav": _read_clamav,
}
