"""What an address says about itself."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_LOCAL_BIT = 0x02
_GROUP_BIT = 0x01
_EXAMPLES = tuple(map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))
"""Addresses for books (RFC 5737, RFC 3849): of no office, so demos and tests use them for the internet."""


@lru_cache(maxsize=1 << 16)
def is_inside(address: str) -> bool:
    """Whether an IP address is of an office's own network; False if it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (
        found.is_private
        and not _is_example(found)
        and not found.is_loopback
        and not found.is_multicast
        and not found.is_unspecified
    )


@lru_cache(maxsize=1 << 16)
def is_outside(address: str) -> bool:
    """Whether an IP address is of the internet; False if it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (found.is_global or _is_example(found)) and not found.is_multicast


def _is_example(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _EXAMPLES)


def mac_of(text: str) -> str:
    """A MAC address as twelve hexadecimal digits in pairs; "" if it is none, or that of a group."""
    digits = "".join(sign for sign in text.lower() if sign not in ":-.")
    if len(digits) != 12 or any(sign not in "0123456789abcdef" for sign in digits) or int(digits[:2], 16) & _GROUP_BIT:
        return ""
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def is_randomised(mac: str) -> bool:
    """Whether a phone or a computer made the MAC address up, as it does for each network (the `local` bit of IEEE 802)."""
    return bool(int(mac[:2], 16) & _LOCAL_BIT)
