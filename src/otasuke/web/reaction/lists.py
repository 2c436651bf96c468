"""The lists that boxes fetch, in the form that each brand reads. Pure: the same entries make the same list.

FortiGate: `#` comments, `*.` for what is below (Fortinet, Threat feeds). Sophos: nothing but entries, and IPv4 alone (Sophos,
Third-party threat feeds: Requirements). Pi-hole: `||name^` for what is below (pi-hole/pi-hole#5179). RPZ: draft-vixie-dnsop-dns-rpz.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address

from otasuke.web.reaction.policy import Kind

_REFRESH_S = 60


class File(StrEnum):
    """What there is to fetch."""

    IP = "ip.txt"
    DOMAIN = "domain.txt"
    URL = "url.txt"
    RPZ = "rpz.zone"


HOLDS: Mapping[File, frozenset[Kind]] = {
    File.IP: frozenset({Kind.BLOCK_IP}),
    File.DOMAIN: frozenset({Kind.BLOCK_DOMAIN}),
    File.URL: frozenset({Kind.BLOCK_URL}),
    File.RPZ: frozenset({Kind.BLOCK_IP, Kind.BLOCK_DOMAIN}),
}


class Below(StrEnum):
    """How a brand is told that a domain means what is below it, too."""

    ITSELF = "{0}"
    STAR = "{0}\n*.{0}"
    ADBLOCK = "||{0}^"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a brand reads lists."""

    has_head: bool = True
    has_ipv6: bool = True
    below: Below = Below.ITSELF


DIALECTS: Mapping[str, Dialect] = {
    "fortigate": Dialect(below=Below.STAR),
    "sophos": Dialect(has_head=False, has_ipv6=False),
    "pihole": Dialect(below=Below.ADBLOCK),
}
"""Brands that read otherwise than others."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What is blocked."""

    kind: Kind
    value: str


def in_file(entries: Iterable[Entry], file: File) -> list[Entry]:
    """Those that belong into a file, each once, in its order."""
    kinds = HOLDS[file]
    return sorted({one for one in entries if one.kind in kinds}, key=_order)


def digest_of(entries: Sequence[Entry]) -> str:
    """Of what stands in a file, whatever the dialect."""
    return sha256("\n".join(f"{one.kind} {one.value}" for one in entries).encode()).hexdigest()


def written(file: File, entries: Sequence[Entry], *, brand: str, serial: int) -> str:
    """A file. entries: as `in_file` gives them."""
    if file is File.RPZ:
        return _zone(entries, serial)
    dialect = DIALECTS.get(brand, Dialect())
    lines = [line for one in entries if (line := _line(one, dialect))]
    head = [f"# otasuke {file.value} {serial} ({len(entries)})"] if dialect.has_head else []
    return "".join(f"{line}\n" for line in [*head, *lines])


def _line(one: Entry, dialect: Dialect) -> str:
    if one.kind is Kind.BLOCK_DOMAIN:
        return dialect.below.value.format(one.value)
    return "" if one.kind is Kind.BLOCK_IP and ":" in one.value and not dialect.has_ipv6 else one.value


def _zone(entries: Sequence[Entry], serial: int) -> str:
    """A zone whose names are answered with: there is no such name."""
    times = f"{_REFRESH_S} {_REFRESH_S} 86400 {_REFRESH_S}"
    lines = [
        "; otasuke",
        f"$TTL {_REFRESH_S}",
        f"@ IN SOA localhost. hostmaster.localhost. {serial} {times}",
        "@ IN NS localhost.",
    ]
    for one in entries:
        names = [one.value, f"*.{one.value}"] if one.kind is Kind.BLOCK_DOMAIN else [_trigger(one.value)]
        lines += [f"{name} IN CNAME ." for name in names]
    return "".join(f"{line}\n" for line in lines)


def _trigger(address: str) -> str:
    """How a zone speaks of answers that name an address: its parts backwards, `zz` for the zeros of IPv6."""
    found = ip_address(address)
    if found.version == 4:
        return ".".join(["32", *reversed(str(found).split(".")), "rpz-ip"])
    parts = [format(int(part, 16), "x") for part in found.exploded.split(":")]
    begin, length = _zeros(parts)
    if length > 1:
        parts[begin : begin + length] = ["zz"]
    return ".".join(["128", *reversed(parts), "rpz-ip"])


def _zeros(parts: Sequence[str]) -> tuple[int, int]:
    """The longest run of zeros: where it begins, and how long it is."""
    best = (0, 0)
    for begin in range(len(parts)):
        length = next((at for at, part in enumerate(parts[begin:]) if part != "0"), len(parts) - begin)
        if length > best[1]:
            best = begin, length
    return best


def _order(one: Entry) -> tuple[str, int, int, str]:
    if one.kind is Kind.BLOCK_IP:
        address = ip_address(one.value)
        return one.kind.value, address.version, int(address), ""
    return one.kind.value, 0, 0, one.value
