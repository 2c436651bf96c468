"""Syslog lines that no other source claims, read as messages of Linux programs (see `programs`).

That they come from Linux is an assumption. Audit records among them are read by `auditd`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from otasuke.events import Event, Reject, RejectReason, Value
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.linux.audit_records import is_audit
from otasuke.normalise.linux.auditd import TEXT as AUDITD
from otasuke.normalise.linux.programs import meaning_of
from otasuke.normalise.linux.syslog_header import SyslogHeader, split_syslog

_NAME = "linux.syslog"


def _recognises(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    found = split_syslog(first)
    return found is not None and found[0].says_who


def _events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    for are_audit, group in itertools.groupby(lines, key=lambda line: is_audit(line.data)):
        read = AUDITD.events if are_audit else _messages
        yield from read(group, context)


def _messages(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    for line in lines:
        data = line.data.rstrip(b"\r\n\0")
        if data.strip():
            yield _event_or_reject(data.removeprefix(b"\xef\xbb\xbf"), line, context)


def _event_or_reject(data: bytes, line: Line, context: Context) -> Event | Reject:
    found = split_syslog(data)
    if found is None:
        detail = "the line starts with neither a syslog priority nor a time"
        return Reject.of(_NAME, line.offset, RejectReason.UNKNOWN_FORMAT, detail, line.data)
    header, payload = found
    return message_event(header, payload.decode("utf-8", "backslashreplace"), context, line.number)


def message_event(header: SyslogHeader, message: str, context: Context, ordinal: int) -> Event:
    """The event of a message, wherever its header came from."""
    meaning = meaning_of(header.program, header.facility_name, message)
    return Event(
        time=header.time_near(context.received_at, context.zone),
        received_at=context.received_at,
        source=_NAME,
        sensor=header.hostname or context.sensor,
        logsources=meaning.logsources,
        fields={**_header_fields(header), **meaning.fields, "message": message},
        record=ordinal,
    )


def _header_fields(header: SyslogHeader) -> dict[str, Value]:
    fields = {
        "hostname": header.hostname,
        "program": header.program,
        "pid": header.pid,
        "msgid": header.message_id,
        "facility": header.facility_name,
        "severity": header.severity_name,
        **header.structured,
    }
    return {name: value for name, value in fields.items() if value}


SYSLOG = TextSource(name=_NAME, recognises=_recognises, events=_events)

__all__ = ["SYSLOG", "SyslogHeader", "message_event", "split_syslog"]
