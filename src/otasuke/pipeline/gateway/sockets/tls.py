"""TLS for the doors that are not HTTP."""

from __future__ import annotations

import ssl
from hashlib import sha256
from pathlib import Path

from otasuke.pipeline.gateway.sockets.errors import CannotListen


def server_context(certificate: tuple[Path, Path], *, clients: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate and key (PEM files). Raises CannotListen.

    clients  PEM file with whose certificates senders may show: CAs, or single certificates, also self-signed ones. OpenSSL
             ends the handshake with whoever shows another one. None: nobody is asked for a certificate, because OpenSSL,
             as Python uses it, would refuse every one that it cannot verify, and so senders that show theirs to anybody.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(*certificate)
    except OSError as error:
        raise CannotListen(f"the certificate {certificate[0]} with the key {certificate[1]}: {error}") from error
    if clients:
        _ask_for_certificates(context, clients)
    return context


def _ask_for_certificates(context: ssl.SSLContext, clients: Path) -> None:
    try:
        context.load_verify_locations(cafile=clients)
    except OSError as error:
        raise CannotListen(f"the certificates of senders in {clients}: {error}") from error
    context.verify_mode = ssl.CERT_OPTIONAL
    # Without this a single certificate is trusted only if it is self-signed.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN


def fingerprint_of(connection: ssl.SSLObject | None) -> str | None:
    """SHA-256 of the certificate that the other end showed, in lower-case hexadecimal."""
    shown = connection.getpeercert(binary_form=True) if connection else None
    return sha256(shown).hexdigest() if shown else None
