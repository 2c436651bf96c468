"""An OpenID provider: a real HTTP server on loopback that signs real tokens. Each test says in what it lies."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import Key, RSAKey

CLIENT, SECRET = "otasuke client", "s3cret: + / %"
PATH = "/staff/openid/back"

_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})


@dataclass(slots=True)
class OpenId:
    """mail, subject: of who has an account there. The next ones change what it says."""

    port: int
    mail: str = "hayase@naniwa.example"
    subject: str = "248289761001"
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    key: Key = field(default_factory=lambda: _KEY)
    shown_keys: list[Any] | None = None
    sign: Callable[[dict[str, Any]], str] | None = None
    answer: dict[str, str] = field(default_factory=dict)
    token_answer: tuple[int, bytes] | None = None
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=naniwa",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }
        return {name: value for name, value in (usual | self.metadata).items() if value is not None}

    def visited(self, url: str) -> str:
        """Where a browser is sent back to that opens this; its owner is known there."""
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port)
        connection.request("GET", f"{parts.path}?{parts.query}")
        with connection.getresponse() as answer:
            back = answer.headers["Location"]
        connection.close()
        return back

    def authorize(self, given: dict[str, str]) -> str:
        code = secrets.token_urlsafe(16)
        self._codes[code] = given
        said = {"state": given["state"], "code": code, "iss": self.issuer} | self.answer
        return f"{given['redirect_uri']}?{urlencode({name: value for name, value in said.items() if value})}"

    def token(self, given: dict[str, str], known_as: tuple[str, str]) -> tuple[int, bytes]:
        if self.token_answer:
            return self.token_answer
        if known_as != (CLIENT, SECRET):
            return 401, b'{"error": "invalid_client"}'
        asked = self._codes.pop(given.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != given["redirect_uri"] or not _fits(asked, given):
            return 400, b'{"error": "invalid_grant"}'
        return 200, json.dumps({"token_type": "Bearer", "access_token": "x", "id_token": self.signed(asked)}).encode()

    def signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "email": self.mail,
            "email_verified": True,
        }
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        if self.sign:
            return self.sign(claims)
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        return jwt.encode({name: value for name, value in header.items() if value}, claims, self.key)


def _fits(asked: dict[str, str], given: dict[str, str]) -> bool:
    """PKCE."""
    digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
    is_s256 = asked["code_challenge_method"] == "S256"
    return is_s256 and base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]


@contextmanager
def openid_server() -> Iterator[OpenId]:
    """Run one."""

    class Talk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            told.asked.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                self.say(200, json.dumps(told.said()).encode())
            elif parts.path == "/keys":
                shown = [told.key.as_dict(private=False)] if told.shown_keys is None else told.shown_keys
                self.say(200, json.dumps({"keys": shown}).encode())
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", told.authorize(dict(parse_qsl(parts.query))))
                self.end_headers()
            else:
                self.say(404, b"not here")

        def do_POST(self) -> None:
            told.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self.say(*told.token(given, _known_as(self.headers.get("Authorization", ""), given)))

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        told = OpenId(server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield told
        server.shutdown()


def _known_as(authorization: str, given: dict[str, str]) -> tuple[str, str]:
    if not authorization:
        return given.get("client_id", ""), given.get("client_secret", "")
    name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)
