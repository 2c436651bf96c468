"""Sealing a secret for a row of the database, and reading it again.

AES-256-GCM. What the secret is about (a table and a row) is authenticated with it: what was copied into another row is refused.
The key comes from the data folder, so a copy of the database alone has no secrets. What is sealed begins with the number of its
key: a second key may come one day, and be told from the first.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FILE = "web.seal.secret"
"""In the data folder. `otasuke serve web` makes it."""
_VERSION = "v1:"
_NONCE_BYTES = 12


class CannotUnseal(Exception):
    """It was sealed with another key, for another row, or was changed."""


def seal(words: str, *, about: str) -> str:
    """A secret as it may stand in the database. about: whose it is, such as `hook endpoint <id>`; needed again."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    closed = AESGCM(_key()).encrypt(nonce, words.encode("utf-8", "surrogatepass"), about.encode())
    return _text(nonce + closed)


def unseal(sealed: str, *, about: str) -> str:
    """The secret. Raises CannotUnseal."""
    if not is_sealed(sealed):
        raise CannotUnseal("it is not sealed by a key that is known here")
    try:
        known = base64.b64decode(sealed.removeprefix(_VERSION), altchars=b"-_", validate=True)
        if _text(known) != sealed:
            raise ValueError("other letters of the same bytes")
        opened = AESGCM(_key()).decrypt(known[:_NONCE_BYTES], known[_NONCE_BYTES:], about.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise CannotUnseal("it was sealed with another key, for another row, or was changed") from error
    return opened.decode("utf-8", "surrogatepass")


def derived(purpose: str, length: int) -> bytes:
    """So many bytes for another purpose, from the same secret: the same each time, and nothing is told of the secret by them."""
    return _hkdf(f"otasuke {purpose} v1", length)


def is_sealed(words: str) -> bool:
    """Whether this looks like something that `seal` gave."""
    return words.startswith(_VERSION)


def _text(closed: bytes) -> str:
    return _VERSION + base64.urlsafe_b64encode(closed).decode()


@cache
def _key() -> bytes:
    return _hkdf("otasuke seals v1", 32)


def _hkdf(info: str, length: int) -> bytes:
    known = settings.SEAL_SECRET or (Path(settings.DATA_FOLDER) / FILE).read_text(encoding="ascii").strip()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(known.encode())
