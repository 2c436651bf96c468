"""The token of a request: four ways to write it, all of them in the Authorization header.

A token in a URL ends up in logs of proxies, so it is not read from there.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

_LONGEST = 4096


def token_of(authorization: bytes) -> str | None:
    """The token of an Authorization header, or None where it has none that can be read.

    Bearer T; Splunk T; NodeKey T (osquery); ApiKey of base64 of `id:T` or of T, or T itself; Basic with T as the password.
    """
    scheme, _, credentials = authorization[:_LONGEST].partition(b" ")
    credentials = credentials.strip()
    if scheme.lower() in (b"bearer", b"splunk", b"nodekey"):
        return credentials.decode("latin-1") or None
    if scheme.lower() == b"basic":
        return _unpacked(credentials).partition(":")[2] or None
    if scheme.lower() == b"apikey":
        return _key(credentials) or None
    return None


def _key(credentials: bytes) -> str:
    """The key that is packed; or the credentials themselves, where unpacking makes no text of them."""
    text = _unpacked(credentials)
    if not (text.isascii() and text.isprintable() and text):
        return credentials.decode("latin-1")
    return text.partition(":")[2] if ":" in text else text


def _unpacked(credentials: bytes) -> str:
    try:
        return b64decode(credentials, validate=True).decode("latin-1")
    except Error:
        return ""
