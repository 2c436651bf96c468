"""Where a carrier tells how it went: a real HTTP server on loopback that reads call-backs as the service does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

from otasuke.carrier import BadCallback, CarrierEvent, Status
from otasuke.carrier.account import Account
from otasuke.carrier.twilio import Twilio
from otasuke.carrier.twin import Answer, Script, Twin, twin

USUAL = Answer()
_WITHIN_S = 10.0


@dataclass(slots=True)
class Ear:
    """heard: what the carrier told, in the order in which it did; refused: how many call-backs were nobody's."""

    port: int
    carrier: Twilio | None = None
    heard: list[CarrierEvent] = field(default_factory=list)
    refused: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/carrier/callback"

    def wait_for(self, status: Status, reference: str) -> CarrierEvent:
        """The event, as soon as it was told."""
        with self.news:
            assert self.news.wait_for(lambda: self._found(status, reference), _WITHIN_S), self.heard
            return self._found(status, reference)[0]

    def statuses(self, reference: str) -> list[Status]:
        with self.news:
            return [one.status for one in self.heard if one.reference == reference]

    def _found(self, status: Status, reference: str) -> list[CarrierEvent]:
        return [one for one in self.heard if (one.status, one.reference) == (status, reference)]


class _Talk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        ear: Ear = self.server.ear  # type: ignore[attr-defined]
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True))
        assert ear.carrier
        try:
            event = ear.carrier.read_callback(self.path, self.headers, form)  # type: ignore[arg-type]
        except BadCallback:
            ear.refused += 1
            self.send_error(403)
            return
        with ear.news:
            ear.heard.append(event)
            ear.news.notify_all()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(event.answer.encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def ear() -> Iterator[Ear]:
    """Run one."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.ear = Ear(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.ear  # type: ignore[attr-defined]
        server.shutdown()


@dataclass(frozen=True, slots=True)
class Line:
    """A carrier, with the twin behind it and the ear that it tells."""

    carrier: Twilio
    twin: Twin
    ear: Ear
    account: Account


@contextmanager
def line(folder: Path, *, usual: Answer = USUAL, within_s: float = 5.0) -> Iterator[Line]:
    """The adapter, connected with a twin and an ear. usual: what people do who are not named in the script."""
    with ear() as listening, twin(folder, script=Script(usual)) as other:
        account = replace(other.account, callback=listening.url, within_s=within_s)
        listening.carrier = Twilio(account)
        yield Line(listening.carrier, other, listening, account)
