"""The chat services of tests, in one server on loopback: each takes what the real one documents, and refuses the rest.

troubles  what happens to the next requests: "silent" takes it and hangs up, "500" takes it, "429" does not.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from otasuke.web.notify.policy import Way

TOKEN = "a-token"


@dataclass(slots=True)
class Chats:
    """written: the words of everything that was taken, by service."""

    port: int
    troubles: list[str] = field(default_factory=list)
    written: list[tuple[Way, str]] = field(default_factory=list)
    retry_keys: set[str] = field(default_factory=set)

    @property
    def bases(self) -> dict[Way, str]:
        """Where services are that have one address for all."""
        return {Way.LINE: f"http://127.0.0.1:{self.port}", Way.CHATWORK: f"http://127.0.0.1:{self.port}"}

    def known(self, way: Way) -> dict[str, str]:
        """What is needed to write to a place."""
        url = f"http://127.0.0.1:{self.port}/hook/{way.value}/secret"
        return {"token": TOKEN, "to": "C01"} if way in self.bases else {"url": url}


class _Talk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            found = self._read(body)
        except (KeyError, ValueError, IndexError, TypeError):
            found = 400
        chats: Chats = self.server.chats  # type: ignore[attr-defined]
        trouble = chats.troubles.pop(0) if chats.troubles else ""
        if isinstance(found, int) or trouble == "429":
            self._say(429 if trouble == "429" else int(found))  # type: ignore[arg-type]
            return
        way, words = found
        if way is Way.LINE:
            if self.headers["X-Line-Retry-Key"] in chats.retry_keys:
                self._say(409)
                return
            chats.retry_keys.add(self.headers["X-Line-Retry-Key"])
        chats.written.append((way, words))
        if trouble == "silent":
            self.close_connection = True
        else:
            self._say(int(trouble or 200))

    def _read(self, body: bytes) -> tuple[Way, str] | int:
        """The words, or the status of a refusal."""
        if self.path == "/v2/bot/message/push":
            said = json.loads(body)
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                return 401
            return Way.LINE, said["messages"][0]["text"] if said["to"] == "C01" else 400  # type: ignore[return-value]
        if self.path == "/v2/rooms/C01/messages":
            if self.headers["X-ChatWorkToken"] != TOKEN:
                return 401
            return Way.CHATWORK, parse_qs(body.decode())["body"][0]
        if self.path.startswith("/hook/") and self.path.endswith("/secret"):
            return self._of_hook(Way(self.path.split("/")[2]), json.loads(body))
        return 404

    def _of_hook(self, way: Way, said: Any) -> tuple[Way, str]:
        if way is Way.SLACK:
            return way, said["text"]
        if way is Way.LINE_WORKS:
            return way, f"{said['title']}\n{said['body']['text']}"
        card = said["attachments"][0]["content"]
        assert said["type"] == "message"
        assert card["type"] == "AdaptiveCard"
        lines = [one["text"] for one in card["body"]] + [one["url"] for one in card.get("actions", [])]
        return way, "\n".join(lines)

    def _say(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def chat_server() -> Iterator[Chats]:
    """Run one."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.chats = Chats(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.chats  # type: ignore[attr-defined]
        server.shutdown()
