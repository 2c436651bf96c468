"""How devices reach the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from otasuke.web.sensors.errors import NoGateway


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the gateway is, seen from outside.

    url         of its door for HTTP: a scheme, a host and a port, and nothing else.
    syslog_port, syslog_tls_port  of its doors for syslog; 0: shut.
    authority   certificates, as PEM, to trust for it; "": those that are trusted anyway.
    """

    url: str
    syslog_port: int = 0
    syslog_tls_port: int = 0
    authority: str = ""

    @property
    def host(self) -> str:
        """The host, without the brackets of an IPv6 address."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port of the door for HTTP."""
        return urlsplit(self.url).port or (443 if self.is_secure else 80)

    @property
    def is_secure(self) -> bool:
        """Whether that door speaks TLS."""
        return self.url.startswith("https://")


def reach() -> Reach:
    """As the settings say. Raises NoGateway where the door for HTTP is shut, OSError where the certificates are gone."""
    if not settings.GATEWAY_URL:
        raise NoGateway
    authority = Path(settings.GATEWAY_CA).read_text(encoding="ascii") if settings.GATEWAY_CA else ""
    return Reach(settings.GATEWAY_URL, settings.SYSLOG_PORT, settings.SYSLOG_TLS_PORT, authority)
