"""Two gateways to ship to: one in memory, and one on loopback that speaks HTTP and can be told to fail."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import zstandard

from otasuke.shipping.gateway import Answer, Verdict

TOKEN = "sensor-of-sakura"


class Receipts:
    """What has been taken, by name: a name that comes again has to bring the same."""

    def __init__(self) -> None:
        self.by_name: dict[str, bytes] = {}
        self.deliveries = 0

    def take(self, name: str, packed: bytes) -> None:
        records = zstandard.ZstdDecompressor().decompress(packed)
        assert self.by_name.setdefault(name, records) == records, f"{name} came with other records"
        assert name.isascii()
        assert name.isprintable()
        assert 0 < len(name) <= 200
        assert records.endswith(b"\n")
        self.deliveries += 1

    @property
    def lines(self) -> list[str]:
        """Every record once, in the order of arrival."""
        return [line.decode() for records in self.by_name.values() for line in records.split(b"\n")[:-1]]


class MemoryGateway(Receipts):
    """Answers as it is told to: with what is in `answers`, then with whether it is up."""

    def __init__(self) -> None:
        super().__init__()
        self.is_up = True
        self.answers: list[Answer] = []
        self.largest_bytes: int | None = None
        self.after_taking: Callable[[], None] = lambda: None

    def hand_over(self, name: str, packed: bytes) -> Answer:
        if self.answers:
            return self.answers.pop(0)
        if not self.is_up:
            return Answer(Verdict.LATER, "it is down")
        if self.largest_bytes and len(zstandard.ZstdDecompressor().decompress(packed)) > self.largest_bytes:
            return Answer(Verdict.TOO_LARGE, "too large")
        self.take(name, packed)
        self.after_taking()
        return Answer(Verdict.TAKEN)


Manner = Callable[["_Handler"], None]


class HttpGateway(Receipts):
    """A real server. `manners` are used up one by one; after that it takes what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.manners: list[Manner] = []
        self.requests: list[dict[str, str]] = []
        self.released = threading.Event()
        self.token = TOKEN
        self.lock = threading.Lock()
        self.url = ""

    def wait_for(self, is_so: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.01)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway: HttpGateway

    def do_POST(self) -> None:
        gateway = self.gateway
        with gateway.lock:
            gateway.requests.append({**self.headers, ":path": self.path, ":peer": str(self.client_address)})
            manner = gateway.manners.pop(0) if gateway.manners else taking
        manner(self)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def keep(self) -> int:
        packed = self.body()
        with self.gateway.lock:
            self.gateway.take(self.headers["Otasuke-Batch"], packed)
        return zstandard.ZstdDecompressor().decompress(packed).count(b"\n")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def taking(handler: _Handler) -> None:
    if handler.headers["Authorization"] != f"Bearer {handler.gateway.token}":
        handler.body()
        handler.answer(401, b'{"error": "no sensor has this token"}')
    else:
        handler.answer(200, json.dumps({"accepted": handler.keep()}).encode())


def answering(status: int, body: bytes = b"{}", **headers: str) -> Manner:
    """Takes nothing, and says so."""

    def manner(handler: _Handler) -> None:
        handler.body()
        handler.answer(status, body, **headers)

    return manner


def taking_silently(handler: _Handler) -> None:
    """Takes the batch and breaks down before the answer."""
    handler.keep()
    handler.close_connection = True


def taking_half(handler: _Handler) -> None:
    """Closes while the body comes."""
    handler.rfile.read(10)
    handler.close_connection = True


def answering_half(handler: _Handler) -> None:
    """Takes the batch and breaks down within the answer."""
    handler.keep()
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"acc')
    handler.close_connection = True


def talking_nonsense(handler: _Handler) -> None:
    handler.body()
    handler.wfile.write(b"\x00\x01 what?\r\n\r\n")
    handler.close_connection = True


def hanging(handler: _Handler) -> None:
    """Takes the batch and answers only when it is released."""
    handler.keep()
    handler.gateway.released.wait(30)
    handler.close_connection = True


def dripping(handler: _Handler) -> None:
    """Takes the batch and answers byte by byte."""
    body = json.dumps({"accepted": handler.keep()}).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    for byte in answer:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()


@contextmanager
def http_gateway(context: ssl.SSLContext | None = None) -> Iterator[HttpGateway]:
    """A gateway that is up until the context ends; with a context it speaks TLS, as localhost."""
    gateway = HttpGateway()
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    port = server.server_address[1]
    gateway.url = f"https://localhost:{port}" if context else f"http://127.0.0.1:{port}"
    try:
        yield gateway
    finally:
        gateway.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
