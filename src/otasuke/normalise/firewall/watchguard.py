"""WatchGuard Fireware: `msg_id="3000-0148" Allow 1-Trusted 0-External 60 tcp 20 63 10.0.1.2 203.0.113.5 42973 80 …`.

Three forms are read: that of syslog, that of Traffic Monitor (`Allow 10.0.1.2 203.0.113.5 http/tcp 42017 80 Trusted
External Allowed …`) and the older comma separated one (`FWDeny, Denied, pri=4, src_ip=…`).
Source: Fireware help ("Read a log message") and log catalog.
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import firewall, known, text, with_traffic_fields
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request, request_fields

_IP = r"([0-9A-Fa-f.:]{2,45})"
_SYSLOG = re.compile(
    r"\b(Allow|Deny) (\S{1,64}) (\S{1,64}) (?:\d{1,6} )?(tcp|udp|icmp|igmp|esp|gre|\d{1,3}) (?:\d{1,6} )?(?:\d{1,6} )?"
    + _IP
    + " "
    + _IP
    + r"(?: (\d{1,5}) (\d{1,5}))?(?= |\Z)"
)
_MONITOR = re.compile(r"\b(Allow|Deny) " + _IP + " " + _IP + r" (\S{1,64})/(\w{1,16})(?: (\d{1,5}) (\d{1,5}))? ")
_OLD = re.compile(r"\bFW(Allow|Deny)(?:End)?,")
_IS_WATCHGUARD = re.compile(r'\bmsg_id="|\bFW(?:Allow|Deny)(?:End)?,|\b(?:Allow|Deny) .{1,512}\b(?:Allowed|Denied) ')
_ACTION = {"Allow": "accept", "Deny": "deny"}


def read(message: Message) -> Reading | None:
    """A Fireware line; None without a message id or one of its traffic forms."""
    if not _IS_WATCHGUARD.search(message.text[:2048]):
        return None
    fields = pairs(message.text)
    for name, value in _session(message.text).items():
        fields.setdefault(name, value)
    with_traffic_fields(fields)
    return Reading(fields, _classified(fields), parse_time(message.text[:19], message.zone))


def _session(line: str) -> dict[str, str]:
    """Action, addresses and ports, from the words before the pairs."""
    if found := _SYSLOG.search(line):
        action, inside, outside, protocol, source, target, source_port, target_port = found.groups()
        zones = {"src_intf": inside, "dst_intf": outside}
    elif found := _MONITOR.search(line):
        action, source, target, service, protocol, source_port, target_port = found.groups()
        zones = {"service": service}
    else:
        found = _OLD.search(line)
        return {"action": _ACTION[found[1]]} if found else {}
    ports = {"src_port": source_port, "dst_port": target_port} if source_port else {}
    return {"action": _ACTION[action], "src_ip": source, "dst_ip": target, "protocol": protocol, **zones, **ports}


def _classified(fields: dict[str, Value]) -> tuple[LogSource, ...]:
    if "dst_ip" not in fields:
        return (LogSource(product="watchguard", service="event"),)
    own = firewall("watchguard", "traffic")
    if "virus" in fields:
        fields["Signature"] = text(fields, "virus")
        fields["Filename"] = text(fields, "file") or text(fields, "path") or text(fields, "arg")
        return own, LogSource(product="watchguard", category="antivirus")
    if "dstname" not in fields and "arg" not in fields:
        return (own,)
    request = Request(
        method=known(fields, "op"),
        target=known(fields, "arg"),
        host=known(fields, "dstname"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )
    fields.update(request_fields(request))
    return own, LogSource(product="watchguard", category="proxy")


SOURCE = line_source("firewall.watchguard", read, marks=(b'msg_id="', b"Allow", b"Deny"))
