"""Who, with whom, and was it stopped: read from an event's fields, whatever wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from otasuke.advice.happening import Happening, LogKind, Value

_PERSONS = (
    *("User", "TargetUserName", "SubjectUserName", "userPrincipalName", "UserPrincipalName", "UserId", "UserName"),
    *("username", "Username", "user", "srcuser", "src_user", "suser", "ClientUsername", "cs-username", "remote_user"),
    *("userIdentity.userName", "actor.alternateId", "initiatedBy.user.userPrincipalName", "mailbox"),
)
_SERVERS = (
    *("DestinationHostname", "QueryName", "query", "r-dns", "cs-host", "http.hostname", "tls.sni", "host", "url"),
    *("sender", "SenderFromAddress", "from", "mail_from"),
)
_ADDRESSES = (
    *(
        "DestinationIp",
        "dst_ip",
        "dest_ip",
        "DestAddress",
        "SourceIp",
        "src_ip",
        "IpAddress",
        "ipAddress",
        "SourceAddress",
    ),
    *("ClientAddress", "sourceIPAddress", "ClientIP", "c-ip", "remip"),
)
_ENDS = (("SourceIp", "src_ip", "SourceAddress"), ("DestinationIp", "dst_ip", "dest_ip", "DestAddress"))
_ENDS_NAMED = ("srcname", "SourceHostname")
_ENDPOINTS = frozenset({"windows", "linux", "macos"})
_NO_FLOWS = frozenset({"event", "sslvpnd"})  # a FortiGate's own events: who signed in to it, what was changed on it
_VERDICTS = ("verdict.action", "alert.action", "action", "utmaction", "Action", "verdict", "ActionName")
FACT_FIELDS = frozenset({*_PERSONS, *_SERVERS, *_ADDRESSES, *_ENDS_NAMED, *_VERDICTS, *_ENDS[0], *_ENDS[1]})
"""Nothing else of an event is looked at here."""
_STOPPED = frozenset(
    {"block", "blocked", "drop", "dropped", "deny", "denied", "reject", "rejected", "reset", "reset-both", "sinkhole"}
    | {"quarantine", "quarantined", "block-url", "reset-client", "reset-server", "remove", "removed"}
)
_NO_PERSONS = frozenset(
    {"", "-", "n/a", "system", "local service", "network service", "anonymous logon", "root", "local system", "none"}
    | {"システム", "null", "(null)"}
)
_DESKTOP = re.compile(r"(window manager|font driver host)\\", re.IGNORECASE)
_OWN = tuple(
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10"),
        *("224.0.0.0/3", "0.0.0.0/8", "::/127", "fe80::/10", "fc00::/7", "ff00::/8"),
    )
)


def with_facts(happening: Happening, values: Mapping[str, Value]) -> Happening:
    """The happening with the person, the counterpart and the verdict that stand in the event's fields.

    Of a flow that a device on the way saw, the device is the one inside the company, not the one that saw it; that one is
    not the counterpart either, though it may name itself in the event.
    values  in Sigma's names; the fields that made the rule true are enough to begin with. What is known already stays.
    """
    return replace(
        happening,
        device=_flow_device(happening, values) or happening.device,
        person=happening.person or person_in(values),
        counterpart=happening.counterpart or counterpart_in(_but(values, happening.device)),
        blocked=happening.blocked or was_blocked(values),
    )


def _but(values: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    return {field: value for field, value in values.items() if value != name}


def person_in(values: Mapping[str, Value]) -> str:
    """The account that the event names, without its domain; "" where it is the system's own."""
    for text in _texts(values, _PERSONS):
        name = text.rpartition("\\")[2].strip()
        if name.casefold() not in _NO_PERSONS and not name.endswith("$") and not _DESKTOP.match(text):
            return name
    return ""


def counterpart_in(values: Mapping[str, Value]) -> str:
    """The other side: a server's name, a sender, or an address. One outside the company goes before one inside."""
    name = next(_texts(values, _SERVERS), "")
    addresses = list(_texts(values, _ADDRESSES))
    outside = next((address for address in addresses if is_outside(address)), "")
    return name or outside or next(iter(addresses), "")


def _flow_device(happening: Happening, values: Mapping[str, Value]) -> str:
    """Which of the two ends of a flow is the company's; "" where the log is not one of flows. Of two, who began."""
    log = happening.log
    if log.product in _ENDPOINTS or log.service in _NO_FLOWS or log == LogKind():
        return ""
    source, destination = (next(_texts(values, names), "") for names in _ENDS)
    if not (source and destination):
        return ""
    name = next(_texts(values, _ENDS_NAMED), "")
    if not is_outside(source):
        return name or source
    return "" if is_outside(destination) else destination


def was_blocked(values: Mapping[str, Value]) -> bool:
    """Whether a device says that it has stopped this."""
    return any(text.casefold() in _STOPPED for text in _texts(values, _VERDICTS))


def is_outside(text: str) -> bool:
    """Whether it is an address of the internet; False if it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not any(_holds(network, address) for network in _OWN)


def _texts(values: Mapping[str, Value], names: tuple[str, ...]) -> Iterator[str]:
    """What is not empty in these fields, in their order."""
    for name in names:
        value = values.get(name, "")
        for text in (value,) if isinstance(value, str) else value:
            if text.strip(" -"):
                yield text.strip()


def _holds(network: IPv4Network | IPv6Network, address: Any) -> bool:
    return bool(address.version == network.version and address in network)
