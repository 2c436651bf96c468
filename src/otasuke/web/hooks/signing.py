"""Signing what is told, by the Standard Webhooks scheme (version 1.0.0): HMAC-SHA256 of id, time and body. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret that nobody has yet."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sign(of: Sequence[str], *, id: str, at: int, body: bytes) -> str:
    """The signatures of a message by each of these secrets, for the header `webhook-signature`. at: seconds since 1970."""
    return " ".join(_signature(secret, f"{id}.{at}.".encode() + body) for secret in of)


def _signature(secret: str, text: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()
