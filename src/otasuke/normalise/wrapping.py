"""Documents in which a shipper wraps a line that another program wrote, and what the document says about the line.

Written by Filebeat and Elastic Agent, Fluent Bit and Fluentd, Vector, Logstash, Docker, rsyslog's omelasticsearch, and by our
gateway for OTLP and Splunk's HEC. Two kinds: the line as it stood in a file, header and all; and the message of a line of
syslog, whose header became members of the document.
Source: the documentation of these programs; rsyslog's templates `StdJSONFmt` and those of its guide to Elasticsearch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from otasuke.normalise.base import JsonObject
from otasuke.normalise.linux.syslog_header import FACILITIES, SEVERITIES, SyslogHeader
from otasuke.normalise.times import time_of

_LINES = ("message", "log", "MESSAGE")
_OF_SYSLOG = (
    *("programname", "syslog-tag", "syslogtag", "syslog_tag", "SYSLOG_IDENTIFIER", "syslog.identifier"),
    *("log.syslog.appname", "ident"),
)
_OF_ANYTHING = ("appname", "app-name", "app_name", "program", "process.name", "process.program", "tag")
"""Names of a program in documents of any kind; they count where there is more of a syslog header."""
_PIDS = ("pid", "procid", "proc_id", "log.syslog.procid", "process.pid", "syslog.pid", "SYSLOG_PID", "_PID")
_PRIORITIES = ("pri", "log.syslog.priority", "syslog.priority")
_FACILITIES = (
    *("facility", "syslogfacility-text", "syslogfacility", "log.syslog.facility.name", "log.syslog.facility.code"),
    *("syslog.facility_label", "syslog.facility", "facility_label", "SYSLOG_FACILITY"),
)
_SEVERITIES = (
    *("severity", "syslogseverity-text", "syslogpriority-text", "syslogseverity", "log.syslog.severity.name"),
    *("log.syslog.severity.code", "syslog.severity_label", "severity_label", "priority", "PRIORITY", "level"),
)
_HOSTS = (
    *("log.syslog.hostname", "hostname", "fromhost", "_HOSTNAME", "HOSTNAME", "host.hostname", "host.name", "host"),
    *("agent.hostname",),
)
_TIMES = ("timereported", "@timestamp", "timestamp", "time", "date", "timegenerated")
_FILES = ("log.file", "log.offset", "stream", "container_id", "kubernetes", "file", "filename")
"""The line was read from a file, or from what a container wrote: it is whole."""
_SPEAKERS = ("level", "log.level", "logger", "log.logger", "logger_name", "service", "service.name", "severity")
"""The program that speaks made the document itself: its message is no line with a header of its own."""

_FEWEST = frozenset((*_OF_SYSLOG, *_OF_ANYTHING, *_FACILITIES, *_PRIORITIES, "syslog", "process"))
"""Without any of these, and without `syslog` in `log`, a document has no header."""

_TAG = re.compile(r"([^\s:\[\]]{1,128})(?:\[([0-9]{1,10})\])?:?")
_WORDS = {"emergency": "emerg", "critical": "crit", "error": "err", "warn": "warning", "informational": "info"}
_LARGEST_PRIORITY = 191


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A line in a document.

    member  where in the document it stands.
    text    the line, without line ending; of a syslog message what follows the header.
    header  what the document has of the header; None if that is in the line, or nowhere.
    whole   the line has its own beginning; otherwise somebody else may have chosen how it begins.
    """

    member: str
    text: str
    header: SyslogHeader | None
    whole: bool


def unwrap(record: JsonObject) -> Wrapped | None:
    """The line in a document; None if it is none of those in which there may be one."""
    member = next((name for name in _LINES if isinstance(record.get(name), str)), None)
    text = record[member].strip() if member else ""
    if not member or not text:
        return None
    header = _header_of(record)
    if header and header.program.startswith("%"):  # Cisco's mark, taken for the name of a program
        return Wrapped(member, f"{header.program}: {text}", None, whole=True)
    return Wrapped(member, text, header, whole=not header and _is_whole(record))


def host_of(record: JsonObject) -> str:
    """The computer on which the line was written, as the document says; "" if it does not."""
    return _first_text(record, _HOSTS)


def time_in(record: JsonObject) -> datetime | None:
    """When the line was written, or else read."""
    moments = (time_of(_member(record, name)) for name in _TIMES)
    return next((moment for moment in moments if moment), None)


def _is_whole(record: JsonObject) -> bool:
    return any(_member(record, name) is not None for name in _FILES) or not any(
        _member(record, name) is not None for name in _SPEAKERS
    )


def _header_of(record: JsonObject) -> SyslogHeader | None:
    """None if the document does not come from syslog or the journal."""
    if _FEWEST.isdisjoint(record) and not _member(record, "log.syslog"):
        return None
    certain = _first_text(record, _OF_SYSLOG)
    tag = certain or _first_text(record, _OF_ANYTHING)
    pid = _first_text(record, _PIDS)
    facility, severity = _facility_and_severity(record)
    if not certain and (facility is None or severity is None) and not (tag and (pid or facility is not None)):
        return None
    found = _TAG.fullmatch(tag)
    return SyslogHeader(
        facility=facility,
        severity=severity,
        hostname=host_of(record),
        program=found[1] if found else "",
        pid=(found and found[2]) or (pid if pid.isdigit() else ""),
    )


def _facility_and_severity(record: JsonObject) -> tuple[int | None, int | None]:
    priority = _number(_first_text(record, _PRIORITIES), _LARGEST_PRIORITY)
    facility = _place(record, _FACILITIES, FACILITIES)
    severity = _place(record, _SEVERITIES, SEVERITIES)
    if priority is None:
        return facility, severity
    return priority >> 3 if facility is None else facility, priority & 7 if severity is None else severity


def _place(record: JsonObject, names: Iterable[str], words: tuple[str, ...]) -> int | None:
    """The number of a facility or severity, which stands there as a number or as a word."""
    for name in names:
        text = _text(_member(record, name)).lower()
        text = _WORDS.get(text, text)
        if text in words:
            return words.index(text)
        if (number := _number(text, len(words) - 1)) is not None:
            return number
    return None


def _number(text: str, largest: int) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
    return number if number is not None and number <= largest else None


def _first_text(record: JsonObject, names: Iterable[str]) -> str:
    return next((text for name in names if (text := _text(_member(record, name)))), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if type(value) is int else ""


def _member(record: JsonObject, path: str) -> object:
    """A member by its dotted path, whether its keys are nested or written with dots."""
    if path in record or "." not in path:
        return record.get(path)
    node: object = record
    for key in path.split("."):
        if not isinstance(node, Mapping):
            return None
        node = node.get(key)
    return node
