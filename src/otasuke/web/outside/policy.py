"""Which addresses may be asked or told something. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 500

_NEVER = (
    ip_network("168.63.129.16/32"),  # Azure's own, though it is a public address
    ip_network("64:ff9b::/96"),  # an IPv4 address in IPv6 (NAT64)
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),  # the same (6to4)
    ip_network("2001::/32"),  # the same (Teredo)
)


class BadUrl(ValueError):
    """Why an address is not to be spoken to; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_url(url: str, *, may_be_local: bool = False) -> SplitResult:
    """The parts of a URL that may be spoken to. may_be_local: this machine too, and without TLS there. Raises BadUrl."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadUrl("signs")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise BadUrl("signs") from error
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise BadUrl("parts")
    if parts.scheme != "https" and not (parts.scheme == "http" and may_be_local and _names_this_machine(host)):
        raise BadUrl("https")
    if _is_address(host) and not may_be_reached(host, may_be_local=may_be_local):
        raise BadUrl("private")
    return parts


def may_be_reached(address: str, *, may_be_local: bool = False) -> bool:
    """Whether an address of the network is everybody's, and not of this machine or of a network around it."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return may_be_local
    return found.is_global and not found.is_multicast and not any(_within(found, one) for one in _NEVER)


def _within(address: IPv4Address | IPv6Address, network: object) -> bool:
    return address in network  # type: ignore[operator]  # of another version: it is not


def _names_this_machine(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
