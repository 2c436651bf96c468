"""How lines begin: which source a line is of, told by its first characters or by those after its syslog header.

What stands further inside of a line decides nothing: an attacker may have chosen it, as the name of a user, say.
"""

from __future__ import annotations

import re

_STAMP = rb"(?:[*.]?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [A-Z]{3,5})?: )?"
_CISCO = rb"(?:\d{1,10}: )?(?:[\w.-]{1,64}: )?" + _STAMP + rb"(?:: )?%"
_YAMAHA_STAMP = rb"(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d: )?"
_YAMAHA_PORT = rb"(?:LAN|PP|WAN|TUNNEL|ONU|BRIDGE|VLAN)[\w/.]{0,16}(?:\[[^\]\s]{1,16}\])?[ :]"

JSON = "json"
_BEGINNINGS = (
    (JSON, rb"\{\s*[\"}]"),
    ("windows.xml", rb"<Event[\s>]"),
    # Syslog passes audit records on, and needs to see those of one happening together.
    ("linux.syslog", rb"(?:node=\S{1,255} )?type=[A-Z0-9_]{1,64}(?:\[\d{1,6}\])? +(?:msg=)?audit\("),
    ("firewall.cef", rb"CEF: ?\d{1,2}\|"),
    ("firewall.leef", rb"LEEF: ?\d\.\d\|"),
    ("firewall.sophos", rb"device=\"S|device_name=\"|id=\"\d{4}\" severity=|\d{4}:\d\d:\d\d-\d\d:\d\d:\d\d "),
    ("firewall.fortigate", rb"(?:date=\d{4}-\d\d-\d\d[ ,]|logver=\d|devname=|itime=|eventtime=\d)"),
    ("firewall.palo_alto", rb"[^, ]{0,16},\d{4}/\d\d/\d\d \d\d:\d\d:\d\d,[^, ]{0,40},[A-Z][A-Z-]{2,20},"),
    ("firewall.sonicwall", rb"id=\w{1,32} (?:sn=|time=|fw=)"),
    ("firewall.check_point", rb"time=\d{1,12}\||\[\w{1,40}:\""),
    (
        "firewall.watchguard",
        rb"(?:\([\d:TZ-]{10,25}\) )?(?:\w{1,32}(?:\[\d{1,10}\])?: )?(?:msg_id=\"|FW(?:Allow|Deny))",
    ),
    ("firewall.meraki", rb"(?:1 )?\d{10}\.\d{1,9} \S{1,64} [a-z]"),
    ("firewall.cisco_asa", _CISCO + rb"(?:ASA|FTD|PIX)-"),
    ("firewall.huawei", rb"%%\d\d[A-Za-z]"),
    ("firewall.cisco_ios", _CISCO + rb"[A-Z][A-Z0-9_]{1,40}(?:-[A-Z0-9_]{1,40}){0,3}-[0-7]-[A-Z]"),
    ("firewall.juniper", rb"RT_(?:FLOW|UTM|IDP|IDS|AAMW|SCREEN)\b|RT_(?:FLOW|UTM|SCREEN)_"),
    ("web.nginx_error", rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[[a-z]{4,6}\] \d{1,10}#"),
    (
        "firewall.yamaha_rtx",
        _YAMAHA_STAMP
        + rb"(?:"
        + _YAMAHA_PORT
        + rb"|Login (?:succeeded|failed) for |\[INSPECT\] |\[IKE2?\] |(?:Rejected|Passed) at |IP Tunnel\[)",
    ),
    ("web.squid", rb"\d{9,11}\.\d{3} +-?\d{1,12} \S{1,256} [A-Z_]{3,64}/"),
    ("web.apache_error", rb"\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d"),
    ("web.access_log", rb"[0-9A-Fa-f.:]{2,45} \S{1,64} \S{1,256} \[\d\d/[A-Z][a-z]{2}/\d{4}:"),
)
# Most lines begin with the priority of syslog, as none of these do.
_PATTERN = re.compile(rb"(?!<\d)(?:" + b"|".join(b"(" + pattern + b")" for _, pattern in _BEGINNINGS) + b")")
_PROGRAMS = dict.fromkeys(("RT_FLOW", "RT_UTM", "RT_IDP", "RT_IDS", "RT_AAMW", "RT_SCREEN"), "firewall.juniper")

MARKED = frozenset({"firewall.cef", "firewall.leef", "firewall.cisco_asa", "firewall.huawei"})
"""Sources that know their records by a mark, wherever it stands; behind the name of a program it must come first."""

NAMES = frozenset(name for name, _ in _BEGINNINGS) - {JSON}


def source_by_beginning(text: bytes) -> str | None:
    """The name of the source whose records begin like this, JSON, or None."""
    found = _PATTERN.match(text)
    return _BEGINNINGS[found.lastindex - 1][0] if found and found.lastindex else None


def source_by_program(program: str) -> str | None:
    """The name of the source whose devices call themselves so in the header of syslog, or None."""
    return _PROGRAMS.get(program)
