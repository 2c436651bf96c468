"""What a sighting of an indicator is, written down a second time, slowly and one indicator at a time."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from otasuke.detect.indicators.observables import Domain, FileHash, Network, Observable, Url

_TAIL = "/.,;:!?()[]*&"
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def shows(value: str, indicator: Observable) -> bool:
    """Whether a value shows an indicator."""
    small = value.translate(_SMALL)
    match indicator:
        case Domain(name):
            runs = [run.strip(".-") for run in re.split(r"[^a-z0-9_.-]", small)]
            return any(run == name or run.endswith("." + name) for run in runs)
        case FileHash(digits):
            return digits in re.split(r"[^a-z0-9]", small)
        case Network(network):
            return any(one in network for one in _addresses(small) if one.version == network.version)
        case Url(scheme, rest):
            return any(_is_page(value, at, scheme, rest) for at in range(len(value)))


def _addresses(small: str) -> list[IPv4Address | IPv6Address]:
    texts = [run.strip(".") for run in re.split(r"[^a-z0-9.]", small)]
    for found in re.finditer(r"[0-9a-f:.]{3,}", small):
        before, after = small[: found.start()][-1:], small[found.end() :][:1]
        if re.fullmatch(r"[0-9a-z]", after):
            continue
        text = found[0]
        if re.fullmatch(r"[0-9a-z]", before):
            text = text.partition(":")[2] if ":" in text else text
        text = text.strip(".")
        text = re.sub(r"^:(?!:)", "", text)
        texts.append(re.sub(r"(?<!:):$", "", text))
    addresses = []
    for text in texts:
        try:
            address = ip_address(text)
        except ValueError:
            continue
        addresses.append(getattr(address, "ipv4_mapped", None) or address)
    return [one for one in addresses if one.version == 4 or ":" in str(one)]


def _is_page(value: str, at: int, scheme: str, rest: str) -> bool:
    if not value[at:].startswith("://"):
        return False
    before = re.search(r"[A-Za-z][A-Za-z0-9+.-]*$", value[max(0, at - 31) : at])
    there = re.split(r"[^!$-&(-;=?-\[\]_a-z~]", value[at + 3 :])[0].strip(_TAIL)
    host, slash, path = there.partition("/")
    same_scheme = not scheme or (before is not None and before[0].translate(_SMALL) == scheme)
    return same_scheme and host.translate(_SMALL) + slash + path == rest
