"""The handshake of Fluent Forward: HELO, PING, PONG. No input or output here.

A sender proves with digests that it knows a shared key, and, if we ask for it, the password of a user. To check such a digest one
needs the key itself, or something as good as it; of our tokens only digests are kept, so that a stolen list opens no door.
So the user's name is the token, and what is shared is a word that everybody may know: the token goes over the line as it
does in HTTP, which is what TLS is for.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha512
from hmac import compare_digest

import msgpack

from otasuke.pipeline.gateway.sockets.fluent_wire import raw_bytes

SHARED_KEY = b"otasuke"
_OUR_NAME = b"otasuke-gateway"  # a sender refuses a server with its own name
_PARTS_OF_A_PING = 6


@dataclass(frozen=True, slots=True)
class Ping:
    """What a sender says of itself.

    fault  why it is not to be believed, in words for whoever set the sender up; None if the digest is right.
    """

    token: str
    salt: bytes
    fault: str | None


class Handshake:
    """One handshake, with its own nonce."""

    def __init__(self) -> None:
        self._nonce = secrets.token_bytes(16)
        self._auth = secrets.token_bytes(16)

    def helo(self) -> bytes:
        """What we say first. `auth` asks for a user's name."""
        return _packed(["HELO", {"nonce": self._nonce, "auth": self._auth, "keepalive": True}])

    def ping_of(self, found: object) -> Ping | None:
        """What the sender answered; None if it is no PING at all."""
        if not (isinstance(found, list) and len(found) == _PARTS_OF_A_PING and found[0] == "PING"):
            return None
        name, salt, digest, token = (raw_bytes(part) or b"" for part in found[1:5])
        right = sha512(salt + name + self._nonce + SHARED_KEY).hexdigest().encode()
        fault = None if compare_digest(right, digest) else f"shared_key must be {SHARED_KEY.decode()}"
        return Ping(token.decode("utf-8", "replace"), salt, fault)

    def pong(self, ping: Ping, *, fault: str | None) -> bytes:
        """What we answer."""
        ours = sha512(ping.salt + _OUR_NAME + self._nonce + SHARED_KEY).hexdigest()
        return _packed(["PONG", fault is None, fault or "", _OUR_NAME.decode(), ours])


def _packed(message: list[object]) -> bytes:
    return bytes(msgpack.packb(message))
