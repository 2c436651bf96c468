"""A program that is told: a real HTTP server on loopback, with or without TLS, polite or hostile."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import trustme

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken"


@dataclass(slots=True)
class Heard:
    """A request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class HookServer:
    """answer: what is said to the next requests; trust: who believes its certificate."""

    port: int
    trust: ssl.SSLContext
    answer: bytes | Callable[[socket.socket], None] = OK
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0


@contextmanager
def hook_server(*, name: str = "hooks.example", is_safe: bool = True) -> Iterator[HookServer]:
    """Run one; it has a certificate for this name."""
    authority, trust, shown = trustme.CA(), ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(trust)
    authority.issue_cert(name).configure_cert(shown)

    class Talk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            told.connections += 1
            connection = self.request
            if is_safe:
                try:
                    connection = shown.wrap_socket(connection, server_side=True)
                except OSError:
                    return
            with connection, connection.makefile("rb") as lines:
                told.heard.append(_heard(lines))
                if callable(told.answer):
                    told.answer(connection)
                else:
                    connection.sendall(told.answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        told = HookServer(server.server_address[1], trust)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield told
        server.shutdown()


def _heard(lines) -> Heard:
    line = lines.readline().decode().strip()
    headers = {}
    while pair := lines.readline().decode().strip():
        name, _, value = pair.partition(":")
        headers[name.lower()] = value.strip()
    return Heard(line, headers, lines.read(int(headers.get("content-length", 0))))
