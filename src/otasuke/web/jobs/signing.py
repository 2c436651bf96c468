"""Mails that go out are signed (DKIM, RFC 6376), so that who gets one can see that it is ours: many servers refuse others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from otasuke.web.jobs.dkim import NAME, signature

_HEADERS = ("from", "to", "subject", "date", "message-id", "references", "mime-version", "content-type")


@dataclass(frozen=True, slots=True)
class Key:
    """Whose signature it is: `selector._domainkey.domain` in the DNS has the public key."""

    domain: str
    selector: str
    private: RSAPrivateKey


def sign(mail: Message, key: Key) -> None:
    """Add the signature to a mail that is complete."""
    raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    mail[NAME] = signature(raw, _HEADERS, domain=key.domain, selector=key.selector, key=key.private)


class SigningBackend(EmailBackend):
    """Django's way to a mail server, with a signature if the settings have a key."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Sign and send them; how many. Raises ImproperlyConfigured if the key cannot be read."""
        key = key_of_settings()
        return super().send_messages([_Signed(one, key) for one in email_messages] if key else email_messages) or 0  # type: ignore[misc]  # it does what a mail does


class _Signed:
    """A mail whose text is made once, and signed."""

    def __init__(self, mail: EmailMessage, key: Key) -> None:
        self._mail = mail
        self._key = key

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mail, name)

    def message(self, **known: Any) -> Message:
        made = self._mail.message(**known)
        sign(made, self._key)
        return made


def key_of_settings() -> Key | None:
    """The key that the settings name; None: they name none. Raises ImproperlyConfigured."""
    said = settings.DKIM_DOMAIN, settings.DKIM_SELECTOR, settings.DKIM_KEY
    if not any(said):
        return None
    if not all(said):
        raise ImproperlyConfigured("OTASUKE_DKIM_DOMAIN, OTASUKE_DKIM_SELECTOR and OTASUKE_DKIM_KEY go together")
    return _read(*said)


@cache
def _read(domain: str, selector: str, path: str) -> Key:
    try:
        pem = Path(path).read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(f"OTASUKE_DKIM_KEY: {path} cannot be read: {error.strerror}") from error
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"OTASUKE_DKIM_KEY: {path} is no RSA key in PEM") from error
    if not isinstance(private, RSAPrivateKey):
        raise ImproperlyConfigured(f"OTASUKE_DKIM_KEY: {path} is no RSA key in PEM")
    return Key(domain, selector, private)
