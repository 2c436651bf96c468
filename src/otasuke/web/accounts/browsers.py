"""What is known of the browser that asks."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv6Network

from django.conf import settings
from django.http import HttpRequest

_PROGRAMS = (
    *(("Edg", "Edge"), ("Line/", "LINE"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet")),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
"""Most say that they are several; the first of these is the truth."""
_MACHINES = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
)
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


def named_browser(told: str) -> str:
    """What a browser says it is, as people know it: `Safari・iPhone`. It may say anything; what is not known is left out."""
    program = next((name for mark, name in _PROGRAMS if mark in told), "")
    machine = next((name for mark, name in _MACHINES if mark in told), "")
    return "・".join(filter(None, (program, machine)))


def _network(address: str) -> str:
    try:
        return str(IPv4Address(address))
    except AddressValueError:
        pass
    try:
        return str(IPv6Network((address.partition("%")[0], _NETWORK_BITS), strict=False).network_address)
    except (AddressValueError, ValueError):
        return "-"
