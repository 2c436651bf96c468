"""Cisco Meraki: `1563249630.774247467 MX84 flows src=… dst=… protocol=tcp sport=… dport=… pattern: allow all`.

Source: Meraki documentation, "Syslog event types and log samples".
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import firewall, known, split_port, text, with_traffic_fields
from otasuke.normalise.times import from_epoch
from otasuke.normalise.web.taxonomy import Request, request_fields

_KINDS = (
    "flows|firewall|vpn_firewall|cellular_firewall|bridge_anyconnect_client_vpn_firewall|ip_flow_start|ip_flow_end|"
    "urls|ids-alerts|security_event|events|airmarshal_events"
)
_LINE = re.compile(rf"(?:\A|\s)(\d{{10}}(?:\.\d{{1,9}})?) (\S{{1,64}}) ({_KINDS})(?: (.*))?\Z", re.DOTALL)
_TAIL = re.compile(r" (?:pattern|request|message): ")
_PATTERN = re.compile(r"\bpattern: (allow|deny|0|1)\b")
_REQUEST = re.compile(r"\brequest: (\S{1,32}) (\S{1,8192})")
_TRAFFIC = frozenset(_KINDS.split("|")[:7])
_ACTIONS = {"allow": "accept", "deny": "deny", "0": "accept", "1": "deny"}


def read(message: Message) -> Reading | None:
    """A Meraki line; None without its time, device and kind."""
    found = _LINE.search(message.line)
    if found is None:
        return None
    kind, words = found[3], found[4] or ""
    fields = pairs(_TAIL.split(words, 1)[0])
    fields.update({"type": fields.get("type", kind), "device": found[2], "msg": words})
    _split_addresses(fields)
    if pattern := _PATTERN.search(words):
        # Meraki writes 1 where the first rule that matched denies (1 is "deny") and 0 where it allows.
        fields["action"] = _ACTIONS[pattern[1]]
    elif kind.startswith("ip_flow"):
        fields["action"] = "accept"
    with_traffic_fields(fields)
    return Reading(fields, _classified(kind, words, fields), from_epoch(float(found[1])), found[2])


def _split_addresses(fields: dict[str, Value]) -> None:
    for side in ("src", "dst"):
        address, port = split_port(text(fields, side))
        if address:
            fields[f"{side}_ip"] = address
        if port:
            fields[f"{side}_port"] = port


def _classified(kind: str, words: str, fields: dict[str, Value]) -> tuple[LogSource, ...]:
    own = LogSource(product="meraki", service=kind)
    if kind in _TRAFFIC:
        return (firewall("meraki", kind),)
    if kind == "urls" and (found := _REQUEST.search(words)):
        return own, _proxy(fields, found[1], found[2])
    if words.startswith("security_filtering") or "disposition" in fields:
        fields["Signature"] = text(fields, "name")
        fields["Filename"] = text(fields, "url")
        return own, LogSource(product="meraki", category="antivirus")
    return (own,)


def _proxy(fields: dict[str, Value], method: str, url: str) -> LogSource:
    request = Request(method=method, target=url, user_agent=known(fields, "agent"), client=known(fields, "src_ip"))
    fields.update(request_fields(request))
    return LogSource(product="meraki", category="proxy")


SOURCE = line_source("firewall.meraki", read, marks=tuple(f" {kind}".encode() for kind in _KINDS.split("|")))
