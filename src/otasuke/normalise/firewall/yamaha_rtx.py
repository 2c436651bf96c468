"""Yamaha RTX, NVR and FWX routers: `PP[01] Rejected at IN(2000) filter: TCP 1.2.3.4:56 > 5.6.7.8:23`.

Also `[INSPECT]` (dynamic filters), logins, configuration and VPN messages. They come by syslog without host and tag, or
from `show log` behind `2024/03/29 15:00:50: `; names in Japanese come in Shift_JIS, EUC-JP or UTF-8.
Source: Yamaha network devices, command reference and FAQ on SYSLOG messages.
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.traffic import firewall, with_blocked
from otasuke.normalise.times import parse_time

_STAMP = re.compile(r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d): ")
_INTERFACE = r"(?P<interface>(?:LAN|PP|WAN|TUNNEL|ONU|BRIDGE|VLAN|NULL|LOOPBACK|DMZ)[\w/.]{0,16}(?:\[[^\]\s]{1,16}\])?)"
_SESSION = (
    r"(?P<protocol>[A-Za-z][A-Za-z0-9-]{1,15}|\d{1,3}) "
    r"(?P<src_ip>[0-9A-Fa-f.]{2,15}|[0-9A-Fa-f:]{2,45}?|\[[0-9A-Fa-f:]{2,45}\])(?:[:.](?P<src_port>\d{1,5}))? ?> ?"
    r"(?P<dst_ip>[0-9.]{7,15}|[0-9A-Fa-f:]{2,45}?|\[[0-9A-Fa-f:]{2,45}\])(?:[:.](?P<dst_port>\d{1,5}))?(?=[\s(:,]|\Z)"
)
_FILTER = re.compile(
    rf"\A(?:\[[A-Z]{{2,16}}\] ?)?(?:{_INTERFACE} )?(?P<verb>Rejected|Passed|Restricted) at "
    rf"(?P<direction>IN|OUT|NAT|DMZ)?\(?(?P<rule>[^)\s]{{0,32}})\)?(?: ?filter)?(?: \S{{1,32}})?: ?{_SESSION}"
)
_INSPECT = re.compile(
    rf"\A\[INSPECT\] {{0,4}}{_INTERFACE}\[(?P<direction>in|out)\]\[(?P<rule>\d{{1,10}})\] {_SESSION}", re.IGNORECASE
)
_INTRUSION = re.compile(
    rf"\A(?:\[(?:IDS|INTRUSION)\] )?{_INTERFACE}.{{0,32}}'(?P<signature>[^']{{1,64}})'.{{0,64}}? {_SESSION}"
)
_LOGIN = re.compile(
    r"\bLogin (?P<verb>succeeded|failed) for (?P<service>\w{1,16}): {0,2}(?P<src_ip>[0-9A-Fa-f.:]{2,45})?(?: (?P<user>[^\r\n]{1,64}))?"
)
_PROMOTED = re.compile(
    r"'(?P<user>[^'\s]{1,64})' (?P<verb>succeeded|failed) for (?P<service>\w{1,16}): {0,2}(?P<src_ip>[0-9A-Fa-f.:]{2,45})?"
    r"(?: (?P<account>[^\r\n]{1,64}))?"
)
_OTHER = re.compile(
    r"\A(?:\[(?:INSPECT|IKE2?|DHCPD|DHCPC|SSHD|HTTPD|LUA|IPSEC|L2TP|PPTP|SWCTL|DNS|RIP|OSPF|BGP|VRRP|MLD|IGMP|EXT|ONFS|SCHEDULE"
    r"|CLOUD|URL FILTER|NTP|SNMP|EMFS|USB|SD|POWER|HEARTBEAT2?|LLDP|RADIUS|MOBILE|WWAN|DPI)\] "
    r"|(?:PP|LAN|TUNNEL|WAN)\[?\d[\d/]{0,5}\]?[ :]|IP Tunnel\[\d|same message repeated|Configuration |Logout from |Login |"
    r"Power-on boot|RTX\d|NVR\d|FWX\d|Previous EXEC|Restart by |Rejected at |Passed at )"
)
_ACTIONS = {"Rejected": "reject", "Passed": "pass", "Restricted": "reject"}


def read(message: Message) -> Reading | None:
    """A message of a Yamaha router; None for text that none of them writes."""
    stamp = _STAMP.match(message.text)
    words = message.text[stamp.end() :] if stamp else message.text
    time = parse_time(stamp[1], message.zone) if stamp else None
    if reading := _traffic(words):
        return Reading(reading, (firewall("yamaha", "rtx"),), time)
    fields = _login(words)
    if fields is None and not _OTHER.match(words):
        return None
    return Reading({"msg": words, **(fields or {})}, (LogSource(product="yamaha", service="rtx"),), time)


def _traffic(words: str) -> dict[str, Value] | None:
    found = _FILTER.match(words) or _INSPECT.match(words) or _INTRUSION.match(words)
    if found is None:
        return None
    fields: dict[str, Value] = {"msg": words}
    fields.update(
        {
            name: value.strip("[]") if name.endswith("_ip") else value
            for name, value in found.groupdict().items()
            if value
        }
    )
    # [INSPECT] reports a session that a dynamic filter let through.
    fields["action"] = _ACTIONS.get(str(fields.pop("verb", "")), "detected" if "signature" in fields else "pass")
    return with_blocked(fields)


def _login(words: str) -> dict[str, Value] | None:
    found = _LOGIN.search(words[:512]) or _PROMOTED.search(words[:512])
    if found is None:
        return None
    fields: dict[str, Value] = {name: value for name, value in found.groupdict().items() if value and name != "verb"}
    return {**fields, "outcome": "success" if found["verb"] == "succeeded" else "failure"}


_MARKS = (
    *(
        b"] ",
        b"Tunnel[",
        b" at ",
        b"PP",
        b"LAN",
        b"TUNNEL",
        b"WAN",
        b"'",
        b"same message",
        b"Configuration ",
        b"Logout ",
    ),
    *(b"Login ", b"Power-on", b"RTX", b"NVR", b"FWX", b"Previous EXEC", b"Restart by "),
)
SOURCE = line_source("firewall.yamaha_rtx", read, marks=_MARKS)
