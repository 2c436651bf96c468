"""Asking an address that somebody else named: nothing of our own network is reached, and nobody keeps us for long.

The name is resolved once, every address of it is looked at, and exactly one of these is connected to: a name that means something
else a moment later gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlunsplit

from django.conf import settings

from otasuke.web.outside.policy import BadUrl, check_url, may_be_reached

_PORTS = {"https": 443, "http": 80}

Resolve = Callable[[str, int], Sequence[str]]


class TooLong(HTTPException):
    """The answer is longer than anything that was asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Network:
    """How the network is used; tests have others. within_s: for everything but resolving the name."""

    resolve: Resolve
    trust: ssl.SSLContext
    may_be_local: bool = False
    within_s: float = 10.0


@cache
def usual_network() -> Network:
    """The network as it is."""
    return Network(resolve, ssl.create_default_context(), may_be_local=settings.HOOKS_MAY_BE_LOCAL)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def ask(url: str, body: bytes | None = None, *, headers: Mapping[str, str], network: Network, most_bytes: int) -> Reply:
    """The whole answer to a GET, or to a POST of this body. Raises BadUrl, OSError, HTTPException; TooLong among these."""
    with answered(url, body, headers=headers, network=network) as answer:
        read = answer.read(most_bytes + 1)
        if len(read) > most_bytes:
            raise TooLong(f"more than {most_bytes} bytes")
        return Reply(answer.status, read)


@contextmanager
def answered(url: str, body: bytes | None, *, headers: Mapping[str, str], network: Network) -> Iterator[HTTPResponse]:
    """An answer whose body is still to be read, under the same clock. Raises BadUrl, OSError, HTTPException."""
    parts = check_url(url, may_be_local=network.may_be_local)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = _address(host, port, network)
    trust = network.trust if parts.scheme == "https" else None
    connection = HTTPConnection(host, port)
    with _connected(address, host, port, trust=trust, within_s=network.within_s) as connection.sock:
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("GET" if body is None else "POST", target, body, {"Connection": "close", **headers})
        with connection.getresponse() as answer:  # it holds the connection too
            yield answer


def _address(host: str, port: int, network: Network) -> str:
    """Where to connect to. Raises BadUrl if any address of the name is nobody's business, OSError."""
    found = network.resolve(host, port)
    if not found:
        raise OSError("the name has no address")
    if not all(may_be_reached(address, may_be_local=network.may_be_local) for address in found):
        raise BadUrl("private")
    return found[0]


@contextmanager
def _connected(
    address: str, host: str, port: int, *, trust: ssl.SSLContext | None, within_s: float
) -> Iterator[socket.socket]:
    """A connection that is shut when the time is over, however little by little the other side speaks."""
    with socket.create_connection((address, port), timeout=within_s) as plain:
        # The handshake is left for later, so that it is under the same clock.
        talk = trust.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False) if trust else plain
        with talk, _until(within_s, talk):
            if isinstance(talk, ssl.SSLSocket):
                talk.do_handshake()
            yield talk


@contextmanager
def _until(within_s: float, connection: socket.socket) -> Iterator[None]:
    """Shut a connection after a time. Raises TimeoutError if it was: what was read then may be half of what there is."""
    is_over = threading.Event()

    def shut() -> None:
        is_over.set()
        with suppress(OSError):  # it has ended meanwhile
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    clock = threading.Timer(within_s, shut)
    clock.daemon = True
    clock.start()
    try:
        yield
    except (OSError, HTTPException) as error:
        if not is_over.is_set():
            raise
        raise TimeoutError(f"no answer within {within_s:g} s") from error
    finally:
        clock.cancel()
    if is_over.is_set():
        raise TimeoutError(f"no answer within {within_s:g} s")
