"""What the carrier's twin tells is brought to the web by the test itself, one after another: its database is one transaction."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.test import Client, override_settings

from otasuke.carrier.twin import Answer, Script, Twin, twin

_WITHIN_S = 10.0


@dataclass(slots=True)
class _Told:
    """A call-back that waits for its answer."""

    path: str
    form: dict[str, str]
    signature: str
    answer: queue.SimpleQueue[bytes] = field(default_factory=queue.SimpleQueue)


@dataclass(slots=True)
class Relay:
    """The twin, and what it has told and nobody has heard yet."""

    twin: Twin
    waiting: queue.Queue[_Told]

    def bring_next(self, before: Callable[[dict[str, str]], object]) -> HttpResponse:
        """Bring the next call-back to the web; `before` sees what it says first. Fails if there is none within ten seconds."""
        told = self.waiting.get(timeout=_WITHIN_S)
        before(told.form)
        answer = Client().post(told.path, told.form, headers={"X-Twilio-Signature": told.signature})
        told.answer.put(answer.content)
        return answer


@contextmanager
def relay(folder: Path, *, usual: Answer) -> Iterator[Relay]:
    """A carrier of the settings, whose call-backs wait until the test brings them."""
    waiting: queue.Queue[_Told] = queue.Queue()

    is_over = threading.Event()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = dict(parse_qsl(body, keep_blank_values=True))
            told = _Told(self.path, form, self.headers["X-Twilio-Signature"])
            waiting.put(told)
            content = b"" if is_over.is_set() else told.answer.get(timeout=_WITHIN_S)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        with twin(folder, script=Script(usual)) as running:
            callback = f"http://127.0.0.1:{server.server_address[1]}/carrier/callback"
            with override_settings(CARRIER=replace(running.account, callback=callback)):
                yield Relay(running, waiting)
            is_over.set()
            while not waiting.empty():  # nobody asks for these any more
                waiting.get().answer.put(b"")
        server.shutdown()
