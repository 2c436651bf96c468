"""The envelope of a syslog line: RFC 5424, RFC 3164 and the ways in which real devices bend them.

`split_syslog` takes it off, for every source whose records travel inside syslog.
Source: RFC 3164, RFC 5424, RFC 6587 (octet counting), rsyslog's RSYSLOG_FileFormat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache

from otasuke.normalise.times import parse_syslog_time, parse_time

FACILITIES = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"),
    *("ntp", "audit", "alert", "clock", *(f"local{number}" for number in range(8))),
)
SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")

_PRIORITY = re.compile(rb"(?:\d{1,7} (?=<))?<(\d{1,3})>")
_RFC5424 = re.compile(rb"1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) (?=[-\[])")
_RFC3164_TIME = rb"[*.]?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?"
_ISO_TIME = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
# Routers of Yamaha name no host; these are first words of theirs that would pass for one.
_NO_HOST = rb"(?!last message repeated|Login (?:succeeded|failed) for |Logout from |Configuration saved)"
_HOST = _NO_HOST + rb"([A-Za-z0-9._%:-]{0,254}[A-Za-z0-9._%-]) +(?::\s+)?"
_PROGRAM = rb"[A-Za-z0-9_./@(+-][A-Za-z0-9_./@()+-]{0,127}"
_IS_TAG = _PROGRAM + rb"(?:\[[0-9]{1,10}\])?:(?: |$)"
_TAG = rb"(" + _PROGRAM + rb")(?:\[([0-9]{1,10})\])?:(?: +|$)"
# Time, host and tag may each be missing: devices leave out any of them.
_RFC3164 = re.compile(
    rb"(?:("
    + _RFC3164_TIME
    + rb"|"
    + _ISO_TIME
    + rb"):? +(?:(?!"
    + _IS_TAG
    + rb")"
    + _HOST
    + rb")?+)?+(?:"
    + _TAG
    + rb")?+"
)
_ELEMENT = re.compile(rb'\[([^\s\]="]{1,64})((?: +[^\s=\]"]{1,64}="(?:[^"\\\]]|\\.)*")*) *\]', re.DOTALL)
_PARAMETER = re.compile(rb'([^\s=\]"]+)="((?:[^"\\\]]|\\.)*)"', re.DOTALL)
_LONGEST_ELEMENT = 16_384
_ESCAPE = re.compile(r'\\(["\\\]])')


@dataclass(frozen=True, slots=True)
class SyslogHeader:
    """What a syslog line says about its payload; "" and None where it does not say.

    facility, severity  as numbers; `facility_name` and `severity_name` as words.
    timestamp           as written; `time_near` reads it.
    structured          RFC 5424 structured data: `element.parameter` → value.
    """

    facility: int | None = None
    severity: int | None = None
    timestamp: str = ""
    hostname: str = ""
    program: str = ""
    pid: str = ""
    message_id: str = ""
    structured: Mapping[str, str] = field(default_factory=dict)

    @property
    def says_who(self) -> bool:
        """Whether it is more than a time, with which lines of any kind may begin."""
        return self.facility is not None or bool(self.hostname or self.program)

    @property
    def facility_name(self) -> str:
        """Such as `authpriv`; "" if the line has no priority."""
        return "" if self.facility is None else FACILITIES[self.facility]

    @property
    def severity_name(self) -> str:
        """Such as `warning`; "" if the line has no priority."""
        return "" if self.severity is None else SEVERITIES[self.severity]

    def time_near(self, received_at: datetime, zone: tzinfo) -> datetime | None:
        """When the line was written; RFC 3164 leaves out the year and the zone.

        The year is the one that puts it closest to `received_at`; `zone` is that of the device.
        """
        if self.timestamp[:1].isdigit():
            return parse_time(self.timestamp, zone)
        return parse_syslog_time(self.timestamp.lstrip("*."), received_at, zone)


@lru_cache(maxsize=16)
def split_syslog(line: bytes) -> tuple[SyslogHeader, bytes] | None:
    """The header of a syslog line and its payload, or None if it starts with neither a priority nor a time.

    Remembers the last lines: several ask about the same ones in turn, to know their source and to read them.
    """
    priority = _PRIORITY.match(line)
    start = priority.end() if priority else 0
    facility, severity = _facility_and_severity(priority)
    if line.startswith(b"1 ", start) and (found := _RFC5424.match(line, start)):
        return _split_rfc5424(line, found, facility, severity)
    found = _RFC3164.match(line, start)
    assert found
    if found.end() == start:
        return (_priority_alone(facility, severity), line[start:]) if priority else None
    time, hostname, program, pid = found.groups(b"")
    if not priority and not time:
        return None
    header = SyslogHeader(facility, severity, time.decode(), hostname.decode(), program.decode(), pid.decode())
    return header, line[found.end() :]


@lru_cache
def _priority_alone(facility: int | None, severity: int | None) -> SyslogHeader:
    return SyslogHeader(facility, severity)


def _facility_and_severity(priority: re.Match[bytes] | None) -> tuple[int | None, int | None]:
    number = int(priority[1]) if priority else 192
    return (number >> 3, number & 7) if number < 192 else (None, None)


def _split_rfc5424(
    line: bytes, found: re.Match[bytes], facility: int | None, severity: int | None
) -> tuple[SyslogHeader, bytes]:
    timestamp, hostname, program, pid, message_id = ("" if part == b"-" else _text(part) for part in found.groups())
    structured, end = _structured_data(line, found.end())
    header = SyslogHeader(facility, severity, timestamp, hostname, program, pid, message_id, structured)
    return header, line[end:].removeprefix(b" ").removeprefix(b"\xef\xbb\xbf")


def _structured_data(line: bytes, position: int) -> tuple[dict[str, str], int]:
    structured: dict[str, str] = {}
    if line[position : position + 1] == b"-":
        return structured, position + 1
    while element := _ELEMENT.match(line, position, position + _LONGEST_ELEMENT):
        for name, value in _PARAMETER.findall(element[2]):
            structured[f"{_text(element[1])}.{_text(name)}"] = _ESCAPE.sub(r"\1", _text(value))
        position = element.end()
    return structured, position


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
