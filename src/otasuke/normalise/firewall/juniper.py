"""Juniper Junos: `RT_FLOW_SESSION_…` structured (`[junos@2636… source-address="…" …]`) and in words, and its daemons.

Source: Junos system log explorer (RT_FLOW, RT_UTM, RT_IDP, BGP).
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import firewall, known, text, with_traffic_fields
from otasuke.normalise.web.taxonomy import Request, request_fields

_IS_JUNIPER = re.compile(
    r"\bjunos@\d|\bRT_(?:FLOW|UTM|IDP|IDS|AAMW|SCREEN)\b|\b(?:RT_FLOW|RT_UTM|RT_SCREEN)_|\bUI_[A-Z_]{3,64}: "
    r"|\brpd\[\d{1,10}\]: |missing MD5 digest|\bmgd\[\d{1,10}\]: "
)
_EVENT = re.compile(
    r"\b(RT_FLOW_SESSION_\w{2,32}|APPTRACK_SESSION_\w{2,32}|(?!RT_[A-Z]{2,8}\b)[A-Z]{2,16}(?:_[A-Z0-9]{1,32}){1,6})\b"
)
_SESSION = re.compile(
    r"session (?P<verb>created|closed|denied)(?P<reason>[^:]{0,64}:)? ?(?P<src_ip>[0-9A-Fa-f.:]{2,45})/(?P<src_port>\d{1,5})"
    r"->(?P<dst_ip>[0-9A-Fa-f.:]{2,45})/(?P<dst_port>\d{1,5})(?:.{0,256}? (?P<protocol>\d{1,3})(?:\(\d{1,3}\))? )?"
)
_BGP = re.compile(r"\bBGP|\bbgp_|:179\b|\btcp_auth_ok\b")
_ACTIONS = (
    ("_DENY", "deny"),
    ("_CREATE", "accept"),
    ("_CLOSE", "close"),
    ("BLOCKED", "block"),
    ("PERMITTED", "permit"),
)


def read(message: Message) -> Reading | None:
    """A Junos message; None without one of its tags."""
    if not _IS_JUNIPER.search(message.line[:8192]):
        return None
    line = message.line
    fields = pairs(line)
    event = _EVENT.search(line[:8192])
    fields.update({"event": event[1] if event else "", "program": message.header.program, "msg": message.text or line})
    if found := _SESSION.search(line[:8192]):
        fields.update({name: value for name, value in found.groupdict().items() if value and name != "verb"})
    action = next((word for part, word in _ACTIONS if event and part in event[1]), None)
    if action:
        fields.setdefault("action", action)
    with_traffic_fields(fields)
    return Reading(fields, _classified(line, fields))


def _classified(line: str, fields: dict[str, Value]) -> tuple[LogSource, ...]:
    event = text(fields, "event")
    if "dst_ip" in fields and not event.startswith("WEBFILTER"):
        return (firewall("juniper", "rt_flow"),)
    if event.startswith("WEBFILTER"):
        request = Request(target=known(fields, "obj"), host=known(fields, "url"), client=known(fields, "src_ip"))
        fields.update(request_fields(request))
        return LogSource(product="juniper", service="utm"), LogSource(product="juniper", category="proxy")
    if _BGP.search(line):
        return (LogSource(product="juniper", service="bgp"),)
    return (LogSource(product="juniper", service=text(fields, "program").lower() or "junos"),)


SOURCE = line_source("firewall.juniper", read, marks=(b"junos@", b"RT_", b"UI_", b"rpd[", b"mgd[", b"missing MD5"))
