"""The push service of tests, on loopback: it takes what RFC 8030, 8291 and 8292 say, and reads it as the browser would.

statuses  what it answers to the next requests, instead of 201.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

AUTH = b"0123456789abcdef"


def plain(text: str) -> bytes:
    """What was written in base64url without its end."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(found: bytes) -> str:
    return base64.urlsafe_b64encode(found).decode().rstrip("=")


@dataclass(slots=True)
class PushService:
    """shown: what the browser would show; topics, claims: what came with it."""

    port: int
    statuses: list[int] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    key: Any = field(default_factory=lambda: generate_private_key(SECP256R1()))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def known(self, name: str = "phone") -> dict[str, str]:
        """What a browser tells of itself."""
        return {"endpoint": f"{self.origin}/push/{name}", "p256dh": text(self.point), "auth": text(AUTH)}

    @property
    def point(self) -> bytes:
        found: bytes = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return found

    def read(self, body: bytes) -> bytes:
        """What a body says, by the browser's side of RFC 8291."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        assert (size, length) == (4096, 65)
        theirs, closed = body[21:86], body[86:]
        shared = self.key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
        secret = _hkdf(AUTH, shared, b"WebPush: info\0" + self.point + theirs, 32)
        content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        opened = AESGCM(content_key).decrypt(nonce, closed, None)
        assert opened.endswith(b"\x02")
        return opened[:-1]


class _Talk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        service: PushService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = service.statuses.pop(0) if service.statuses else 201
        if status == 201:
            status = self._take(service, body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _take(self, service: PushService, body: bytes) -> int:
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        point = plain(parts["k"])
        signer = {"kty": "EC", "crv": "P-256", "x": text(point[1:33]), "y": text(point[33:])}
        claims = jwt.decode(parts["t"], ECKey.import_key(signer), algorithms=["ES256"]).claims
        if scheme != "vapid" or claims["aud"] != service.origin:
            return 401
        if self.headers["Content-Encoding"] != "aes128gcm" or not self.headers["TTL"].isdigit() or len(body) > 4096:
            return 400
        service.claims.append(claims)
        service.topics.append(self.headers["Topic"])
        service.shown.append(json.loads(service.read(body)))
        return 201

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run one."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.service = PushService(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.service  # type: ignore[attr-defined]
        server.shutdown()


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
