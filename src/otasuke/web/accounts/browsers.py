"""What is known of the browser that asks."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv6Network

from django.conf import settings
from django.http import HttpRequest

_NETWORK_BITS = 64
"""One who has an IPv6 address has all of its network."""


def address_of(request: HttpRequest) -> str:
    """From where somebody comes: an IPv4 address, or the network of an IPv6 one.

    Behind a proxy (OTASUKE_WEB_HTTPS) it is the one that the proxy itself added; what stands before it anybody can write.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if settings.IS_SECURE:
        peer = request.headers.get("X-Forwarded-For", peer).rpartition(",")[2]
    return _network(peer.strip())


def browser_of(request: HttpRequest) -> str:
    """What the browser says it is."""
    return request.headers.get("User-Agent", "")


def _network(address: str) -> str:
    try:
        return str(IPv4Address(address))
    except AddressValueError:
        pass
    try:
        return str(IPv6Network((address.partition("%")[0], _NETWORK_BITS), strict=False).network_address)
    except (AddressValueError, ValueError):
        return "-"
