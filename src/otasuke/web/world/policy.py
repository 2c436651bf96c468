"""When the demo's door is open: one comes in there as anybody, without a password. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_OF_PROXIES = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"})


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a request came to, and from.

    is_demo    whether the data folder is a demo's.
    is_secure  whether a proxy speaks HTTPS for us.
    host       that the browser asked for, without a port.
    peer       the address at the other end of the connection.
    headers    the names of the request's headers.
    """

    is_demo: bool
    is_secure: bool
    host: str
    peer: str
    headers: Collection[str]


def comes_from_here(asking: Asking) -> bool:
    """Whether a browser on this machine asks a demo, and nothing stands between them.

    The host keeps out a page elsewhere whose name was made to lead here (DNS rebinding).
    """
    is_relayed = any(header.lower() in _OF_PROXIES for header in asking.headers)
    is_plain = asking.is_demo and not asking.is_secure and not is_relayed
    return is_plain and asking.host.strip("[]").lower() in _HERE and _is_loopback(asking.peer)


def _is_loopback(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False
