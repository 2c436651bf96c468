"""Senders: who sends is what a credential says, never what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a credential stands for: a sensor of a tenant."""

    tenant: str
    sensor: str


class Senders(Protocol):
    """Every credential that is valid now."""

    def by_token(self, token: str) -> Sender | None:
        """Who has this token."""

    def by_certificate(self, fingerprint: str) -> Sender | None:
        """Who has the TLS certificate with this SHA-256 (of its DER form, in lower-case hexadecimal)."""

    def by_address(self, address: str) -> Sender | None:
        """Who sends from this IP address, where nothing better is to be had: syslog without TLS."""


def token_digest(token: str) -> str:
    """What is kept of a token. It is made by chance and long, so that a plain digest is safe."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
