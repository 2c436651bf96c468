"""How the web is started: what its processes are told, and the server's command."""

from __future__ import annotations

import sys
from pathlib import Path

from otasuke.config import Settings
from otasuke.web.project.database import Login
from otasuke.web.world.people import PROVIDER, PROVIDER_PHONE

_THREADS = 8
"""Of which each answers one request, or holds one stream of server-sent events."""


def environment(settings: Settings, login: Login, *, secret: str) -> dict[str, str]:
    """What Django's settings ask for. login: as whom it works with the database."""
    return {
        "DJANGO_SETTINGS_MODULE": "otasuke.web.project.settings",
        "OTASUKE_WEB_DATABASE": login.conninfo,
        "OTASUKE_WEB_SECRET": secret,
        "OTASUKE_WEB_DATA": str(settings.data_folder),
        "OTASUKE_NATS_URL": settings.nats_url or "",
        **_gateway(settings),
        **_carrier(settings),
        "OTASUKE_WEB_STATIC": str(static_folder(settings)),
        "OTASUKE_WEB_LOCALE": str(settings.data_folder / "web" / "locale"),
        "OTASUKE_WEB_ADDRESS": f"http://{settings.web}" if settings.web else "",
        "OTASUKE_INTERRUPTIONS_A_DAY": str(settings.interruptions_a_day),
        "OTASUKE_WEB_DEMO": "",
        **(_of_demo(settings) if settings.is_demo else {}),
    }


def _of_demo(settings: Settings) -> dict[str, str]:
    """What a demo is told besides. The data folder decides that it is one; who sets the variable himself is not asked."""
    return {
        "OTASUKE_WEB_DEMO": "on",
        "OTASUKE_WEB_MAILS": str(settings.data_folder / "web" / "mails"),
        "OTASUKE_PROVIDER_NAME": PROVIDER,
        "OTASUKE_PROVIDER_PHONE": PROVIDER_PHONE,
    }


def _gateway(settings: Settings) -> dict[str, str]:
    """How sensors reach the gateway; empty where that door is shut."""
    doors = settings.doors
    inside = f"{'https' if doors.certificate else 'http'}://{doors.http}" if doors.http else ""
    return {
        "OTASUKE_WEB_GATEWAY": settings.gateway_url or inside,
        "OTASUKE_WEB_GATEWAY_CA": str(settings.gateway_ca or ""),
        "OTASUKE_WEB_SYSLOG_PORT": str(doors.syslog.port) if doors.syslog else "",
        "OTASUKE_WEB_SYSLOG_TLS_PORT": str(doors.syslog_tls.port) if doors.syslog_tls and doors.certificate else "",
    }


def _carrier(settings: Settings) -> dict[str, str]:
    """Who brings texts and calls; nothing where nobody does."""
    account = settings.carrier
    if account is None:
        return {}
    return {
        "OTASUKE_CARRIER_URL": account.url,
        "OTASUKE_CARRIER_ACCOUNT": account.account,
        "OTASUKE_CARRIER_SECRET": account.secret,
        "OTASUKE_CARRIER_FROM": account.sender,
        "OTASUKE_CARRIER_CALLER": account.caller or "",
        "OTASUKE_CARRIER_CALLBACK": account.callback or "",
        "OTASUKE_CARRIER_ABROAD": ",".join(account.abroad),
    }


def static_folder(settings: Settings) -> Path:
    """Where style sheets, scripts and pictures lie for whitenoise, pressed and with their digests in their names."""
    return settings.data_folder / "web" / "static"


def command(settings: Settings) -> list[str]:
    """The server's command."""
    assert settings.web is not None
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", settings.web.host, "--port", str(settings.web.port)),
        *("--workers", "1", "--blocking-threads", str(_THREADS), "--log-level", "warning"),
        "otasuke.web.project.wsgi:application",
    ]
