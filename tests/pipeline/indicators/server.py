"""A server of lists on loopback, with TLS, that answers as a test wants."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme


@dataclass
class Answer:
    """length: what is said about it, if that is another."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class ListServer:
    """answers: by path. asked: the headers of each request, with its path."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def gives(self, path: str, body: bytes | str = b"", *, status: int = 200, **more: Any) -> str:
        """From now on this is there."""
        self.answers[path] = Answer(body if isinstance(body, bytes) else body.encode(), status, **more)
        return self.url + path


@contextmanager
def list_server(monkeypatch: Any, folder: Path) -> Iterator[ListServer]:
    """A server whose certificate is trusted meanwhile."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    shown = ListServer(f"https://127.0.0.1:{server.server_address[1]}")
    server.lists = shown  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shown
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shown: ListServer = self.server.lists  # type: ignore[attr-defined]
        shown.asked.append((self.path, dict(self.headers)))
        answer = shown.answers.get(self.path, Answer(status=404))
        etag = answer.headers.get("ETag")
        status = 304 if etag and self.headers.get("If-None-Match") == etag else answer.status
        body = b"" if status == 304 else answer.body
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if answer.length is None else answer.length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
