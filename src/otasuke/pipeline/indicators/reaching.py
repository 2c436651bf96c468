"""Reaching the servers of lists: by HTTPS alone, and none of our own network unless that is wanted."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

_HTTPS_PORT = 443
_TRANSLATED = IPv6Network("64:ff9b::/96")


class CannotFetch(Exception):
    """A list cannot be fetched, and why. Never says more of its address than the server's name: the rest may be a key."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask whom for."""

    host: str
    port: int
    path: str


def parse_target(url: str) -> Target:
    """What an address means. Raises CannotFetch."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _HTTPS_PORT
        host.encode("idna")
    except ValueError as error:
        raise CannotFetch("the address of the list is none") from error
    if parts.scheme != "https" or not host:
        raise CannotFetch("lists are fetched by https:// alone: on the way others could change what is in them")
    if parts.username or parts.password:
        raise CannotFetch("an address with a user and a password is not used")
    if not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        raise CannotFetch("the address has signs in it that must be written as %XX")
    return Target(host, port, _path(parts))


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def connection_to(target: Target, *, is_inside: bool, timeout_s: float) -> HTTPSConnection:
    """A connection that is not open yet: through the proxy that the environment names, else straight. Raises CannotFetch.

    is_inside  the server may be one of our own network; else its name may not lead there. A proxy looks names up itself:
               then only addresses can be told.
    """
    context = ssl.create_default_context()
    proxy = getproxies().get("https") if not proxy_bypass(target.host) else None
    if proxy is None:
        return _Straight(target, _address_of(target, is_inside=is_inside), context, timeout_s)
    if not is_inside and not _may_be_public(target.host):
        raise CannotFetch(_inside(target.host))
    where = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if where.hostname is None or where.scheme != "http":
        raise CannotFetch("the proxy that the environment names is none that is understood: http://NAME:PORT is")
    connection = HTTPSConnection(where.hostname, where.port or 80, timeout=timeout_s, context=context)
    connection.set_tunnel(target.host, target.port)
    return connection


class _Straight(HTTPSConnection):
    """To an address that was looked at: asked again, the name might lead elsewhere."""

    def __init__(self, target: Target, address: str, context: ssl.SSLContext, timeout_s: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout_s, context=context)
        self._address = address
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise


def _address_of(target: Target, *, is_inside: bool) -> str:
    """The first address of a server that may be asked."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CannotFetch(f"the name {target.host} is not known: {error.strerror}") from error
    addresses = [str(one[4][0]) for one in found]
    allowed = [one for one in addresses if is_inside or is_public(one)]
    if not allowed:
        raise CannotFetch(_inside(target.host))
    return allowed[0]


def _inside(host: str) -> str:
    return f"{host} is in our own network or on this machine; `--inside` allows that"


def _may_be_public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost") and "." in host


def is_public(text: str) -> bool:
    """Whether an address is one of the internet, also by way of the IPv4 address that it stands for. Raises ValueError."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _TRANSLATED:
            inner = ip_address(address.packed[-4:])  # type: ignore[assignment]  # four bytes are an IPv4Address
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast
