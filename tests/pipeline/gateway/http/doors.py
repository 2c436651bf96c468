"""An HTTP door for tests: a real server in a thread of its own, before senders and an intake that are kept in memory."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from otasuke.config import Listen
from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.http.server import HttpDoor, serve_http
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.log import Log

TOKEN = "sakura-token-0123456789abcdef"
OTHER_TOKEN = "fuji-token-0123456789abcdef"
SAKURA = Sender("sakura", "pc-1")
FUJI = Sender("fuji", "utm-1")
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Tokens:
    """Senders by their tokens."""

    def __init__(self) -> None:
        self.known = {TOKEN: SAKURA, OTHER_TOKEN: FUJI}

    def by_token(self, token: str) -> Sender | None:
        return self.known.get(token)

    def by_certificate(self, fingerprint: str) -> Sender | None:
        return None

    def by_address(self, address: str) -> Sender | None:
        return None


@dataclass
class Recorder:
    """Remembers what came in, or refuses it.

    admitting, accepting  what to raise instead.
    open_for_accepting    cleared: what came in waits before it is accepted, and `is_accepting` says that something does.
    """

    admitted: list[tuple[Sender, int]] = field(default_factory=list)
    accepted: list[tuple[Sender, bytes, str | None]] = field(default_factory=list)
    admitting: Refused | None = None
    accepting: Exception | None = None
    open_for_accepting: threading.Event = field(default_factory=threading.Event)
    is_accepting: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open_for_accepting.set()

    def admit(self, sender: Sender, size_bytes: int) -> None:
        if self.admitting:
            raise self.admitting
        self.admitted.append((sender, size_bytes))

    async def accept(
        self, sender: Sender, lines: bytes, *, records: int | None = None, batch: str | None = None
    ) -> None:
        assert records in (None, len(lines.split(b"\n")))
        self.is_accepting.set()
        if not self.open_for_accepting.is_set():
            await asyncio.to_thread(self.open_for_accepting.wait, 20)
        if self.accepting:
            raise self.accepting
        self.accepted.append((sender, lines, batch))

    @property
    def lines(self) -> list[bytes]:
        """Everything that was accepted, from whomever."""
        return [line for _, lines, _ in self.accepted for line in lines.split(b"\n")]

    @property
    def documents(self) -> list[Any]:
        """The same, read."""
        return [json.loads(line) for line in self.lines]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class OpenDoor:
    """A server that runs.

    said  the lines of its log.
    """

    door: HttpDoor
    senders: Tokens
    intake: Recorder
    said: list[str]
    scheme: str = "http"

    @property
    def port(self) -> int:
        return self.door.port

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = BEARER) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=dict(headers))
            response = connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def post(self, path: str, body: bytes, **headers: str) -> Reply:
        """With the token of sakura; `content_type` becomes Content-Type."""
        return self.ask("POST", path, body, BEARER | {name.replace("_", "-"): value for name, value in headers.items()})

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def say(self, sent: bytes) -> bytes:
        """Send bytes as they are, and read until the server closes the connection."""
        with self.connect() as connection:
            connection.sendall(sent)
            return b"".join(iter(lambda: connection.recv(65536), b""))


Parsed = TypeVar("Parsed")


def parsed(parse: Callable[[bytes], Parsed], body: bytes) -> Parsed | None:
    """What a parser makes of any bytes; None if it refuses them with the status of a bad request."""
    try:
        return parse(body)
    except Refused as refused:
        if refused.status not in (400, 413, 415):
            raise
        return None


@contextmanager
def open_door(*, limits: Limits | None = None, certificate: tuple[Path, Path] | None = None) -> Iterator[OpenDoor]:
    """A door on loopback."""
    senders, intake = Tokens(), Recorder()
    said: list[str] = []
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="gateway")
    thread.start()

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(30)

    try:
        door: HttpDoor = run(
            serve_http(
                Listen("127.0.0.1", 0),
                senders=senders,
                intake=intake,
                log=Log("gateway", write=said.append),
                certificate=certificate,
                limits=limits,
            )
        )
        try:
            yield OpenDoor(door, senders, intake, said, "https" if certificate else "http")
        finally:
            run(door.close())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
