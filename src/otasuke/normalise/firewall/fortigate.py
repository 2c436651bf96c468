"""FortiGate: `date=… devname=… logid=… type=traffic|event|utm subtype=…` lines, with or without a syslog header.

Source: FortiOS log message reference (log field format, traffic, event, webfilter, dns and virus logs).
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import firewall, known, present, text, with_traffic_fields
from otasuke.normalise.times import from_epoch, parse_time
from otasuke.normalise.web.taxonomy import Request, request_fields

_TRAFFIC = (firewall("fortigate", "traffic"),)
_EVENT = (LogSource(product="fortigate", service="event"), LogSource(product="fortios", service="sslvpnd"))
_DNS = {"query": "qname", "record_type": "qtype"}
_VIRUS = {"Filename": "filename", "Signature": "virus", "md5": "filehash", "User": "user"}


def read(message: Message) -> Reading | None:
    """A FortiGate line; None if it has no `logid` and `type`."""
    if "logid=" not in message.text or "type=" not in message.text:
        return None
    fields = pairs(message.text)
    if "logid" not in fields or "type" not in fields:
        return None
    with_traffic_fields(fields)
    logsources = _classified(fields)
    return Reading(fields, logsources, _time(fields, message.zone), text(fields, "devname"))


def _classified(fields: dict[str, Value]) -> tuple[LogSource, ...]:
    """The log sources by type and subtype; the fields that their rules want are added."""
    kind, subtype = text(fields, "type"), text(fields, "subtype")
    if kind == "traffic":
        return _TRAFFIC
    if kind == "event":
        return _EVENT
    own = LogSource(product="fortigate", service=subtype or kind)
    if subtype == "webfilter":
        return own, _proxy(fields)
    if subtype == "dns":
        return own, _dns(fields)
    if subtype == "virus":
        fields.update(present(fields, _VIRUS))
        return own, LogSource(product="fortigate", category="antivirus")
    return (own,)


def _proxy(fields: dict[str, Value]) -> LogSource:
    request = Request(
        method=known(fields, "httpmethod"),
        target=known(fields, "url"),
        host=known(fields, "hostname"),
        user_agent=known(fields, "agent"),
        referer=known(fields, "referralurl"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )
    fields.update(request_fields(request))
    return LogSource(product="fortigate", category="proxy")


def _dns(fields: dict[str, Value]) -> LogSource:
    fields.update(present(fields, _DNS))
    answers = tuple(part.strip() for part in text(fields, "ipaddr").split(",") if part.strip())
    if answers:
        fields["answer"] = answers
    return LogSource(product="fortigate", category="dns")


def _time(fields: dict[str, Value], zone: tzinfo) -> datetime | None:
    """`eventtime` is an epoch in UTC; date and time are local and `tz` says how local."""
    epoch = text(fields, "eventtime")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 20:
        return from_epoch(float(epoch))
    return parse_time(f"{text(fields, 'date')} {text(fields, 'time')}{text(fields, 'tz')}", zone)


SOURCE = line_source("firewall.fortigate", read, marks=(b"logid=",))
