"""Codes that a phone makes of a secret and the time (RFC 6238, as every authenticator does it: SHA-1, 6 digits, 30 s). Pure."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
_AROUND = 1
"""A phone's clock may be off by so many steps."""


def encode_secret(secret: bytes) -> str:
    """A secret as phones and people read it."""
    return base64.b32encode(secret).decode()


def code_of(secret: str, step: int) -> str:
    """The code of a step of 30 seconds."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(now: datetime) -> int:
    """The step that a time lies in."""
    return int(now.timestamp()) // STEP_S


def step_of(code: str, secret: str, *, now: datetime, after: int) -> int | None:
    """The step whose code this is, of those around now and later than `after`; None if it is none of them."""
    middle = step_at(now)
    given = code.encode("utf-8", "surrogatepass")
    fitting = [
        step
        for step in range(middle - _AROUND, middle + _AROUND + 1)
        if step > after and hmac.compare_digest(code_of(secret, step).encode(), given)
    ]
    return fitting[-1] if fitting else None


def uri(secret: str, *, account: str, issuer: str) -> str:
    """What a QR code says to an authenticator."""
    label = quote(f"{issuer}:{account}", safe="@")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
