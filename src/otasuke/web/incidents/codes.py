"""What people call incidents and campaigns: short, without signs that are mistaken for others, and telling nothing."""

from __future__ import annotations

import secrets

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 6


def new_code(letter: str) -> str:
    """A code such as `J-7KQ2MF`."""
    return f"{letter}-{''.join(secrets.choice(_SIGNS) for _ in range(_LENGTH))}"
