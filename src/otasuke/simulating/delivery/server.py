"""Which server is driven: this machine's own, unless the user says that another one is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_HTTP_PORT = 80


class NotOurs(ValueError):
    """An address that cannot be driven, and why."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the gateway is."""

    host: str
    port: int

    @property
    def authority(self) -> str:
        """As the header Host has it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def server_of(url: str, *, owned: tuple[str, ...] = ()) -> Server:
    """The server of an http URL.

    owned  hosts of which the user says that they may be loaded.
    Raises NotOurs for what is no such URL, and for a host that is neither this machine's own nor owned.
    """
    parts = urlsplit(url if "//" in url else f"//{url}", scheme="http")
    try:
        host, port = parts.hostname, parts.port or _HTTP_PORT
    except ValueError:
        raise NotOurs(f"{url!r} has no port that can be used") from None
    if parts.scheme != "http" or not host or parts.path not in ("", "/") or parts.query or parts.username:
        raise NotOurs(f"{url!r} is not like http://127.0.0.1:9280")
    if not _is_loopback(host) and host not in owned:
        raise NotOurs(f"{host} is not this machine, and load like this is an attack on whoever it belongs to")
    return Server(host, port)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
