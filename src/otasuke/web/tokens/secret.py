"""What a token looks like: `otsk_`, thirty letters and digits by chance, and six that check them.

The beginning and the check let a scanner find one that lies about in a repository, and be sure without asking us.
"""

from __future__ import annotations

import re
import secrets
import string
from hashlib import sha256
from zlib import crc32

PREFIX = "otsk_"
SHOWN = len(PREFIX) + 6
"""So much of it may be shown, to tell tokens apart; 24 letters by chance are left."""

_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BY_CHANCE, _CHECK = 30, 6
_TOKEN = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_BY_CHANCE}}})([0-9A-Za-z]{{{_CHECK}}})")


def new_secret() -> str:
    """A token that nobody has."""
    chance = "".join(secrets.choice(_LETTERS) for _ in range(_BY_CHANCE))
    return PREFIX + chance + check_of(chance)


def is_token(text: str) -> bool:
    """Whether it looks like one, and its check fits."""
    found = _TOKEN.fullmatch(text)
    return found is not None and check_of(found[1]) == found[2]


def check_of(chance: str) -> str:
    """CRC-32 of the letters, as six letters and digits, the highest first."""
    left, letters = crc32(chance.encode()), ""
    for _ in range(_CHECK):
        left, place = divmod(left, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return letters


def digest_of(secret: str) -> bytes:
    """What is kept of a token. It needs no salt: nobody guesses 178 bits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
