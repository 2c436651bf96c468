"""The signature of call-backs. Pure.

Source: Twilio, "Validating requests are coming from Twilio": HMAC-SHA1 with the account's secret over the full address and then each
parameter, name and value, in the order of names; base64.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit, urlunsplit

HEADER = "X-Twilio-Signature"
_PORTS = {"https": 443, "http": 80}


def sign(url: str, form: Mapping[str, str], secret: str) -> str:
    """The signature of a request to this address."""
    said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return b64encode(hmac.digest(secret.encode(), said.encode("utf-8", "surrogatepass"), "sha1")).decode()


def is_signed(signature: str, url: str, form: Mapping[str, str], *, secret: str) -> bool:
    """Whether it is theirs who know the secret. With and without the usual port: carriers disagree about it."""
    shown = signature.encode("utf-8", "surrogatepass")
    return any(hmac.compare_digest(sign(one, form, secret).encode(), shown) for one in _written(url))


def _written(url: str) -> Iterator[str]:
    yield url
    parts = urlsplit(url)
    host, usual = parts.netloc, _PORTS.get(parts.scheme)
    if usual is None:
        return
    other = host.removesuffix(f":{usual}") if host.endswith(f":{usual}") else f"{host}:{usual}"
    if parts.port in (None, usual):
        yield urlunsplit(parts._replace(netloc=other))
