"""What is asked of a push service: an encrypted body that only the browser reads, and a signature that says who sends. Pure.

Sources: RFC 8030 (Web Push), RFC 8188 and 8291 (its encryption), RFC 8292 (VAPID, the signature).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from otasuke.web.notify.channels.port import Outgoing
from otasuke.web.notify.channels.written import Request, title_of

FIELDS = ("endpoint", "p256dh", "auth")
"""What a browser tells of itself (PushSubscription)."""
_POINT_BYTES, _AUTH_BYTES = 65, 16
_RECORD_BYTES = 4096
_MOST_BYTES = 3000
"""Of the words. A push service need not take more than 4096 bytes in all (RFC 8030, 7.2)."""
_KEEPS = timedelta(days=1)
"""For a telephone that is off: after this it is old news."""
_SIGNED_FOR = timedelta(hours=12)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve."""

Known = Mapping[str, str]


class BadBrowser(ValueError):
    """This is nothing that a browser says of itself."""


def key_from(seed: bytes) -> EllipticCurvePrivateKey:
    """The key that signs. seed: 48 bytes, so that no number is likelier than another."""
    return derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, SECP256R1())


def public_half(key: EllipticCurvePrivateKey) -> str:
    """What a browser is given when it is asked for its address (applicationServerKey)."""
    return _text(_point(key.public_key()))


def check_browser(known: Known) -> None:
    """Raises BadBrowser where nothing could be encrypted for it."""
    if len(_bytes(known.get("auth", ""))) != _AUTH_BYTES:
        raise BadBrowser("auth")
    _public(known)


def request(
    known: Known,
    message: Outgoing,
    *,
    key: EllipticCurvePrivateKey,
    contact: str,
    at: datetime,
    salt: bytes,
    once: EllipticCurvePrivateKey,
) -> Request:
    """What to ask for. contact: where the push service finds who sends; salt, once: random, for this request alone. Raises BadBrowser."""
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(_KEEPS.total_seconds())),
        "Urgency": "high",
        "Topic": _text(sha256(message.thread.encode()).digest()[:24]),
        "Authorization": _signed(known["endpoint"], key, contact=contact, at=at),
    }
    return Request(known["endpoint"], headers, encrypt(_said(message), known, salt=salt, once=once))


def encrypt(words: bytes, known: Known, *, salt: bytes, once: EllipticCurvePrivateKey) -> bytes:
    """One record that only this browser reads. Raises BadBrowser."""
    theirs, ours = _public(known), once.public_key()
    info = b"WebPush: info\0" + _point(theirs) + _point(ours)
    secret = _hkdf(_bytes(known["auth"]), once.exchange(ECDH(), theirs), info, 32)
    content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD_BYTES.to_bytes(4) + bytes([_POINT_BYTES]) + _point(ours)
    return head + AESGCM(content_key).encrypt(nonce, words + b"\x02", None)


def _said(message: Outgoing) -> bytes:
    """What the worker of the page shows (ui/static/worker.js), shortened until it fits."""
    lines = list(message.words.lines)
    while True:
        said = {
            "title": title_of(message),
            "body": "\n".join(lines),
            "tag": message.thread,
            "url": message.link,
            "language": message.language,
            "stays": message.is_urgent,
        }
        packed = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
        if len(packed) <= _MOST_BYTES or not lines:
            return packed
        lines.pop()


def _signed(endpoint: str, key: EllipticCurvePrivateKey, *, contact: str, at: datetime) -> str:
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((at + _SIGNED_FOR).timestamp()), "sub": contact}
    signed = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(key))
    return f"vapid t={signed}, k={public_half(key)}"


def _public(known: Known) -> EllipticCurvePublicKey:
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(known.get("p256dh", "")))
    except ValueError as error:
        raise BadBrowser("p256dh") from error


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadBrowser("base64") from error


def _text(found: bytes) -> str:
    return base64.urlsafe_b64encode(found).decode().rstrip("=")
