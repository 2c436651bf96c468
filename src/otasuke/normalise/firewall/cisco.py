"""What Cisco ASA and IOS have in common: addresses, and which messages are command accounting, BGP or LDP.

SigmaHQ's rules for the service `aaa` are keywords such as `copy` or `username` over the commands that somebody typed,
so only messages that carry a command belong to it; every other message would make noise.
"""

from __future__ import annotations

import re
from datetime import datetime

from otasuke.events import LogSource
from otasuke.normalise.generic.lines import Message
from otasuke.normalise.times import parse_syslog_time

_SERVICES = (
    ("aaa", re.compile(r"CFGLOG_LOGGEDCMD|-11100[89]:|-111010:|\bcmd=|\bCmd:|executed the '|logged command:")),
    ("bgp", re.compile(r"\bBGP|IP-TCP-\d-BADAUTH|%TCP-6-BADAUTH|:179\b|\(179\)")),
    ("ldp", re.compile(r"\bLDP\b|%LDP-|SOCKET_TCP_PACKET_MD5_AUTHEN_FAIL|TCPMD5AuthenFail")),
)


_STAMP = re.compile(r"[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: (?:UTC|GMT|JST)\b)?")


def time_before(tag: int, message: Message) -> datetime | None:
    """The time that the device itself wrote before its tag (`45: *Mar 29 15:00:50.123: %SEC-6-…`)."""
    stamps = _STAMP.findall(message.line[:tag][-512:])
    return parse_syslog_time(stamps[-1], message.now, message.zone) if stamps else None


def services(text: str) -> tuple[LogSource, ...]:
    """The Cisco log sources of a message: always `syslog`, and those that its words name."""
    named = tuple(LogSource(product="cisco", service=name) for name, pattern in _SERVICES if pattern.search(text))
    return (*named, LogSource(product="cisco", service="syslog"))
