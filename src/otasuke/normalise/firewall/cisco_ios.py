"""Cisco IOS, IOS XE, IOS XR and NX-OS: `%SEC-6-IPACCESSLOGP: list 101 denied tcp 1.2.3.4(56) -> 5.6.7.8(22), 1 packet`,
and the command accounting of TACACS+ servers.

Source: Cisco IOS system message guide; tac_plus accounting records.
"""

from __future__ import annotations

import re

from otasuke.events import Value
from otasuke.normalise.firewall.cisco import services, time_before
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import firewall, with_blocked

_TAG = re.compile(r"%([A-Z][A-Z0-9_]{1,40}(?:-[A-Z0-9_]{1,40}){0,3}?)-([0-7])-([A-Z][A-Za-z0-9_]{1,63}) ?: ?")
_ACCESS = re.compile(
    r"list (?P<rule>\S{1,128}) (?P<verb>permitted|denied) (?P<protocol>\w{1,16}) "
    r"(?P<src_ip>[0-9A-Fa-f.:]{2,45})(?:\((?P<src_port>\d{1,5})\))?.{0,128}? -> "
    r"(?P<dst_ip>[0-9A-Fa-f.:]{2,45})(?:\((?P<dst_port>\d{1,5})\))?"
)
_COMMAND = re.compile(r"User:(?P<user>\S{1,128}) {1,4}logged command:(?P<command>.{0,2048})")
_LOGIN = re.compile(
    r"\[user: (?P<user>[^\]]{0,128})\] \[Source: (?P<src_ip>[^\]]{0,64})\](?: \[localport: (?P<dst_port>\d{1,5})\])?"
)
_CONFIGURED = re.compile(
    r"Configured from \S{1,64} by (?P<user>\S{1,128})(?: on \S{1,64})?(?: \((?P<src_ip>[^)]{2,45})\))?"
)
_PEERS = re.compile(
    r"from (?P<src_ip>[0-9.]{7,15})[:(](?P<src_port>\d{1,5})\)? to (?P<dst_ip>[0-9.]{7,15})[:(](?P<dst_port>\d{1,5})"
)
_ACTIONS = {"permitted": "accept", "denied": "deny"}


def read(message: Message) -> Reading | None:
    """A message of the IOS family or a TACACS+ accounting record; None for other text."""
    tag = _TAG.search(message.line[:4096])
    if tag is None:
        return _accounting(message)
    words = message.line[tag.end() :]
    fields: dict[str, Value] = {"facility": tag[1], "severity": tag[2], "mnemonic": tag[3], "msg": words}
    for pattern in (_ACCESS, _COMMAND, _LOGIN, _CONFIGURED, _PEERS):
        if found := pattern.search(words[:8192]):
            fields.update({name: value for name, value in found.groupdict().items() if value})
            break
    traffic = _ACTIONS.get(str(fields.pop("verb", "")))
    if traffic:
        fields["action"] = traffic
    own = (firewall("cisco", "ios"),) if traffic else ()
    time = time_before(tag.start(), message)
    return Reading(with_blocked(fields), (*own, *services(message.line[tag.start() :])), time)


def _accounting(message: Message) -> Reading | None:
    if "service=shell" not in message.line or not any(
        word in message.line for word in ("cmd=", "\tstart\t", "\tstop\t")
    ):
        return None
    columns = message.text.split("\t")
    fields = pairs(message.text)
    if len(columns) > 5:
        fields.update({"device": columns[1], "user": columns[2], "src_ip": columns[4]})
    return Reading(fields, services(message.line))


SOURCE = line_source("firewall.cisco_ios", read, marks=(b"%", b"service=shell"))
