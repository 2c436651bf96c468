"""Huawei routers and firewalls: `%%01BGP/3/BGP_AUTH_FAILED(l)[1]: BGP session authentication failed. (…)`.

Source: Huawei VRP log reference (log format).
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import NAMES, firewall, with_traffic_fields

_TAG = re.compile(r"%%\d{2}([A-Za-z0-9_-]{1,40})/(\d)/([A-Za-z0-9_]{1,64})(?:\(\w{1,4}\))?(?:\[\d{1,10}\])?: ?")
_NAMES = {
    **NAMES,
    "src_ip": ("SourceIP", "SrcIp", "source-ip"),
    "src_port": ("SourcePort", "SrcPort", "source-port"),
    "dst_ip": ("DestIP", "DestinationIP", "DstIp", "destination-ip"),
    "dst_port": ("DestPort", "DestinationPort", "DstPort", "destination-port"),
    "user": ("UserName", "User", "user-name"),
    "action": ("Action", "action"),
}


def read(message: Message) -> Reading | None:
    """A VRP message; None without its `%%` tag."""
    tag = _TAG.search(message.line[:4096])
    if tag is None:
        return None
    words = message.line[tag.end() :]
    fields: dict[str, Value] = {
        **pairs(words.rstrip(".) ")),
        "module": tag[1],
        "severity": tag[2],
        "mnemonic": tag[3],
        "msg": words,
    }
    with_traffic_fields(fields, _NAMES)
    own = LogSource(product="huawei", service=tag[1].lower())
    return Reading(fields, (firewall("huawei", tag[1].lower()), own) if "dst_ip" in fields else (own,))


SOURCE = line_source("firewall.huawei", read, marks=(b"%%",))
