"""The fields that every firewall rule asks for, copied from the many names that vendors give them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from otasuke.events import LogSource, Value

NAMES: Mapping[str, tuple[str, ...]] = {
    "src_ip": ("src_ip", "srcip", "src", "source-address", "source_ip", "sourceAddress", "remip"),
    "src_port": ("src_port", "srcport", "spt", "sport", "s_port", "srcPort", "source-port", "source_port"),
    "dst_ip": ("dst_ip", "dstip", "dst", "destination-address", "destination_ip", "destinationAddress"),
    "dst_port": ("dst_port", "dstport", "dpt", "dport", "dstPort", "destination-port", "destination_port"),
    "protocol": ("protocol", "proto", "protocol-name", "protocol-id"),
    "user": ("user", "usr", "suser", "usrName", "user_name", "username", "src_user", "srcuser", "duser", "admin"),
    "action": ("action", "act", "fw_action", "disp"),
    "msg": ("msg", "message"),
}
_MOST_REMEMBERED = 128
"""Keys of a line whose layout is remembered."""
_ALLOWED_WORDS = (
    "accept accepted allow allowed permit permitted pass passed passthrough forward forwarded built close "
    "teardown start client-rst server-rst timeout ip-conn dns monitored detected log 2"
)
_ALLOWED = frozenset(_ALLOWED_WORDS.split())
_BLOCKED_WORDS = (
    "deny denied drop dropped block blocked reject rejected reset reset-both reset-client reset-server "
    "drop-packet drop-icmp drop_packet block-url block-continue block-override sinkhole prevent "
    "quarantine discard"
)
_BLOCKED = frozenset(_BLOCKED_WORDS.split())


def firewall(product: str, service: str | None = None) -> LogSource:
    """The log source of a firewall's traffic records."""
    return LogSource(product=product, category="firewall", service=service)


def with_traffic_fields(fields: dict[str, Value], names: Mapping[str, tuple[str, ...]] = NAMES) -> dict[str, Value]:
    """The same dict, with Sigma's names added beside the vendor's, and `blocked` where the action says so."""
    few = names is NAMES and len(fields) <= _MOST_REMEMBERED
    for name, candidates in _absent(tuple(fields)) if few else names.items():
        if name not in fields:
            for key in candidates:
                if fields.get(key, "") != "":
                    fields[name] = fields[key]
                    break
    return with_blocked(fields)


@lru_cache(maxsize=1024)
def _absent(keys: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of NAMES those that are not among the keys, and which of their candidates are."""
    present = ((name, tuple(key for key in candidates if key in keys)) for name, candidates in NAMES.items())
    return tuple((name, found) for name, found in present if found and name not in keys)


def with_blocked(fields: dict[str, Value]) -> dict[str, Value]:
    """The same dict, with `blocked` true or false where `action` is a word we know; the action stays as sent."""
    action = fields.get("action")
    if "blocked" not in fields and isinstance(action, str):
        word = action.strip().lower()
        if word in _ALLOWED or word in _BLOCKED:
            fields["blocked"] = "true" if word in _BLOCKED else "false"
    return fields


def text(fields: Mapping[str, Value], name: str) -> str:
    """The field as one text; "" if it is absent, the first of several."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else value[0]


def known(fields: Mapping[str, Value], name: str) -> str | None:
    """The field as one text; None if it is absent or empty."""
    return text(fields, name) or None


def present(fields: Mapping[str, Value], renamed: Mapping[str, str]) -> dict[str, Value]:
    """The fields of `renamed` (new name → old name) that are there and not empty."""
    return {name: fields[old] for name, old in renamed.items() if fields.get(old, "") != ""}


def split_port(address: str) -> tuple[str, str]:
    """`1.2.3.4:56` and `[::1]:56` as address and port; the port is "" where there is none."""
    if address.startswith("["):
        host, _, port = address[1:].partition("]")
        return host, port.removeprefix(":")
    if address.count(":") != 1:
        return address, ""
    host, _, port = address.partition(":")
    return host, port
