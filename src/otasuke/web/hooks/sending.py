"""Posting to an address that a stranger named: nothing of our own network is reached, and nobody keeps us for long.

The name is resolved once, every address of it is looked at, and exactly one of these is connected to: a name that means something
else a moment later gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlunsplit

from otasuke.web.hooks.policy import BadUrl, check_url, may_be_told

_PORTS = {"https": 443, "http": 80}
MOST_ANSWER_BYTES = 500

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """status: None where there was no answer, and `words` say why not; otherwise they are its first bytes."""

    status: int | None
    words: str
    took_ms: int


@dataclass(frozen=True, slots=True)
class Network:
    """How the network is used; tests have others. within_s: for everything but resolving the name."""

    resolve: Resolve
    trust: ssl.SSLContext
    may_be_local: bool = False
    within_s: float = 10.0


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def post(url: str, body: bytes, *, headers: Mapping[str, str], network: Network) -> Answer:
    """Post, and say how it went."""
    began = time.monotonic()
    try:
        status, words = _post(url, body, headers, network)
    except BadUrl as error:
        status, words = None, f"not allowed: {error.reason}"
    except (OSError, HTTPException) as error:  # a certificate that does not fit is an OSError too
        status, words = None, f"{type(error).__name__}: {error}"
    return Answer(status, _clean(words), round((time.monotonic() - began) * 1000))


def _post(url: str, body: bytes, headers: Mapping[str, str], network: Network) -> tuple[int, str]:
    parts = check_url(url, may_be_local=network.may_be_local)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = _address(host, port, network)
    trust = network.trust if parts.scheme == "https" else None
    connection = HTTPConnection(host, port)
    with _connected(address, host, port, trust=trust, within_s=network.within_s) as connection.sock:
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("POST", target, body, {"Content-Type": "application/json", "Connection": "close", **headers})
        answer = connection.getresponse()
        return answer.status, _beginning(answer)


def _beginning(answer: HTTPResponse) -> str:
    """The first bytes of an answer, as far as they come: its status is what counts."""
    try:
        return answer.read1(MOST_ANSWER_BYTES).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""


def _address(host: str, port: int, network: Network) -> str:
    """Where to connect to. Raises BadUrl if any address of the name is nobody's business, OSError."""
    found = network.resolve(host, port)
    if not found:
        raise OSError("the name has no address")
    if not all(may_be_told(address, may_be_local=network.may_be_local) for address in found):
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


def _clean(words: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)[:MOST_ANSWER_BYTES]
