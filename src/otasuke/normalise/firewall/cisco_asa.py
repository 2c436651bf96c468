"""Cisco ASA, FTD and PIX: `%ASA-4-106023: Deny tcp src outside:1.2.3.4/56 dst inside:5.6.7.8/22 by access-group …`.

The words differ from message to message, so a table says how to read those that matter; every other message is an
event with its id, level and text.
Source: Cisco Secure Firewall ASA series syslog messages guide.
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.firewall.cisco import services, time_before
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.traffic import firewall, with_blocked

_TAG = re.compile(r"%(ASA|FTD|PIX)-(?:[a-z]{2,12}-)?(\d)-(\d{5,6}): ?")


def _side(name: str) -> str:
    r"""`outside:1.2.3.4/56(DOMAIN\user)`: interface, address, port and an identity."""
    return rf"(?:(?P<{name}_intf>[^\s:]{{1,64}}):)?(?P<{name}_ip>[0-9A-Za-z.:%_-]{{2,128}})(?:/(?P<{name}_port>\d{{1,5}}))?"


_SRC, _DST = _side("src"), _side("dst")
_USER = r"[\"']?(?P<user>[^\"'\s,<>]{1,256})[\"']?"
_CONNECTION = (
    r"(?P<verb>Built|Teardown) (?:(?P<direction>inbound|outbound) )?(?:local-host |dynamic |static )?"
    r"(?P<protocol>TCP|UDP|ICMP|GRE|SCTP) connection (?P<connection>\d{1,20}) for "
)
_FAR, _NEAR = _side("far"), _side("near")
_ACCESS_LIST = (
    r"access-list (?P<rule>\S{1,256}) (?P<verb>permitted|denied|est-allowed) (?P<protocol>\S{1,16}) "
    r"(?P<src_intf>[^\s/]{1,64})/(?P<src_ip>[0-9A-Fa-f.:]{2,45})\((?P<src_port>\d{1,5})\).{0,128}? -> "
    r"(?P<dst_intf>[^\s/]{1,64})/(?P<dst_ip>[0-9A-Fa-f.:]{2,45})\((?P<dst_port>\d{1,5})\)"
)
_PATTERNS: dict[str, tuple[str, str]] = {
    "106001": ("deny", rf"Inbound (?P<protocol>\S{{1,16}}) connection denied from {_SRC} to {_DST}"),
    "106006": ("deny", rf"Deny inbound (?P<protocol>\S{{1,16}}) from {_SRC} to {_DST}"),
    "106007": ("deny", rf"Deny inbound (?P<protocol>\S{{1,16}}) from {_SRC} to {_DST}"),
    "106014": ("deny", rf"Deny inbound (?P<protocol>icmp) src {_SRC} .{{0,64}}?dst {_DST}"),
    "106015": ("deny", rf"Deny (?P<protocol>TCP) .{{0,64}}?from {_SRC} to {_DST}"),
    "106021": ("deny", rf"Deny (?P<protocol>\S{{1,16}}) reverse path check from {_SRC} to {_DST}"),
    "106023": ("deny", rf"Deny (?P<protocol>\S{{1,16}}(?: \d{{1,3}})?) src {_SRC}.{{0,300}}? dst {_DST}"),
    "106100": ("", _ACCESS_LIST),
    "113004": ("", rf"AAA user (?P<service>\S{{1,32}}) Successful ?: server = {{1,3}}{_DST} ?: user = {_USER}"),
    "113005": (
        "",
        rf"AAA user \S{{1,32}} Rejected.{{0,256}}?server = {{1,3}}{_DST} ?: user = {_USER}(?:.{{0,64}}?user IP = {_SRC})?",
    ),
    "113015": ("", rf"AAA user \S{{1,32}} Rejected.{{0,256}}?user = {_USER}(?:.{{0,64}}?user IP = {_SRC})?"),
    "113039": ("", r"Group <(?P<group>[^>]{1,256})> User <(?P<user>[^>]{1,256})> IP <(?P<src_ip>[^>]{1,64})>"),
    "302013": ("accept", rf"{_CONNECTION}{_FAR}.{{0,300}}? to {_NEAR}"),
    "302014": ("", rf"{_CONNECTION}{_FAR}.{{0,300}}? to {_NEAR}"),
    "302015": ("accept", rf"{_CONNECTION}{_FAR}.{{0,300}}? to {_NEAR}"),
    "302016": ("", rf"{_CONNECTION}{_FAR}.{{0,300}}? to {_NEAR}"),
    "605004": ("deny", rf"Login denied from {_SRC} to {_DST}.{{0,64}}? for user {_USER}"),
    "605005": ("", rf"Login permitted from {_SRC} to {_DST}.{{0,64}}? for user {_USER}"),
    "710003": ("deny", rf"(?P<protocol>TCP|UDP) access denied by ACL from {_SRC} to {_DST}"),
    "111008": ("", rf"User {_USER} executed the '(?P<command>[^']{{0,2048}})' command"),
    "111009": ("", rf"User {_USER} executed cmd: (?P<command>.{{0,2048}})"),
    "111010": (
        "",
        rf"User {_USER}, running (?P<application>.{{1,64}}?) from IP {_SRC}, executed '(?P<command>.{{0,2048}})'",
    ),
    "733100": ("", r"\[(?P<object>[^\]]{1,128})\] drop rate-\d{1,2} exceeded"),
    "304001": (
        "",
        rf"(?:{_USER}@)?(?P<src_ip>[0-9.]{{7,15}}) Accessed URL (?P<dst_ip>[0-9.]{{7,15}}):(?P<url>\S{{1,4096}})",
    ),
}
_READERS = {number: (action, re.compile(pattern)) for number, (action, pattern) in _PATTERNS.items()}
_VERBS = {"permitted": "accept", "est-allowed": "accept", "denied": "deny"}
_LOGINS = {"605004": "failure", "605005": "success", "113004": "success", "113005": "failure", "113015": "failure"}


def read(message: Message) -> Reading | None:
    """A message of the ASA family; None without its tag."""
    tag = _TAG.search(message.line)
    if tag is None:
        return None
    words = message.line[tag.end() :]
    fields: dict[str, Value] = {
        "device": tag[1],
        "severity": tag[2],
        "message_id": tag[3],
        "msg": words,
    }
    fields.update(_details(tag[3], words))
    with_blocked(fields)
    time = time_before(tag.start(), message)
    own = (firewall("cisco", "asa"),) if "dst_ip" in fields else (LogSource(product="cisco", service="asa"),)
    return Reading(fields, (*own, *services(message.line[tag.start() :])), time)


def _details(number: str, words: str) -> dict[str, Value]:
    """What the table reads from the words of this message."""
    action, pattern = _READERS.get(number, ("", None))
    found = pattern.match(words[:8192]) if pattern else None
    if found is None:
        return {}
    fields: dict[str, Value] = {name: value for name, value in found.groupdict().items() if value}
    verb = str(fields.pop("verb", ""))
    action = action or _VERBS.get(verb, "")
    if action:
        fields["action"] = action
    if number in _LOGINS:
        fields["outcome"] = _LOGINS[number]
    return _directed(fields) if "far_ip" in fields else fields


def _directed(fields: dict[str, Value]) -> dict[str, Value]:
    """ASA names the less secure side first; for an outbound connection that is where it goes to."""
    outbound = fields.get("direction") == "outbound"
    sides = {"far": "dst" if outbound else "src", "near": "src" if outbound else "dst"}
    renamed: dict[str, Value] = {}
    for name, value in fields.items():
        side, _, part = name.partition("_")
        renamed[f"{sides[side]}_{part}" if side in sides else name] = value
    return renamed


SOURCE = line_source("firewall.cisco_asa", read, marks=(b"%",))
