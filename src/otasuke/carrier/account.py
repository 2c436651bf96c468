"""Whose customer we are at the carrier's, as the settings say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_ACCOUNT = re.compile(r"[A-Za-z0-9]{2,64}")
_CALLER = re.compile(r"\+[1-9]\d{6,14}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
_PREFIX = re.compile(r"\+[1-9]\d{0,6}")
_NAMES = ("OTASUKE_CARRIER_URL", "OTASUKE_CARRIER_ACCOUNT", "OTASUKE_CARRIER_SECRET", "OTASUKE_CARRIER_FROM")
_TWINS_NUMBER = "+815000000001"
_TWINS_SECRET = "nobody's telephone rings"  # noqa: S105  # of a demo, on loopback, where everybody may be anybody


@dataclass(frozen=True, slots=True)
class Account:
    """What the adapter needs to know.

    url       of the carrier's API, without its version: `https://api.twilio.com`.
    secret    signs us in, and signs the call-backs.
    sender    whom texts come from: a number, a messaging service, or a name of up to 11 letters.
    caller    the number that calls come from; None: there are none.
    callback  where the carrier tells us how it went; None: nowhere, and calls cannot be acknowledged.
    abroad    with what numbers of other countries may begin.
    within_s  how long each step of a request may take.
    """

    url: str
    account: str
    secret: str = field(repr=False)
    sender: str
    caller: str | None = None
    callback: str | None = None
    abroad: tuple[str, ...] = ()
    within_s: float = 10.0

    @property
    def is_twin(self) -> bool:
        """Whether the carrier is a program of this machine: then nobody's telephone rings, and numbers may be invented."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False


class BadAccount(ValueError):
    """A setting of the carrier that cannot be used: its name and why not, never its value."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def twin_account(url: str, *, secret: str = _TWINS_SECRET, callback: str | None = None) -> Account:
    """The account at a twin that listens there."""
    return Account(url, "AC" + "0" * 32, secret, _TWINS_NUMBER, _TWINS_NUMBER, callback)


def read_account(environment: Mapping[str, str], *, callback: str | None) -> Account | None:
    """The account that these settings name; None if they name none. Raises BadAccount.

    OTASUKE_CARRIER_URL, _ACCOUNT, _SECRET (or _SECRET_FILE, a file that holds it), _FROM; and, where it is needed, _CALLER, _ABROAD
    and _CALLBACK, which goes before `callback`.
    """
    url, account, secret, sender = (_value(environment, name) for name in _NAMES)
    if not any((url, account, secret, sender)):
        return None
    for name, value in zip(_NAMES, (url, account, secret, sender), strict=True):
        if not value:
            raise BadAccount(name, f"is missing: {', '.join(_NAMES)} go together")
    return Account(
        url=_url(_NAMES[0], url),
        account=_fitting(_NAMES[1], account, _ACCOUNT, "is no account such as AC0123…"),
        secret=secret,
        sender=_fitting(_NAMES[3], sender, _SENDER, "is no number such as +815012345678, no MG… and no short name"),
        caller=_caller(environment, sender),
        callback=_callback(environment) or callback,
        abroad=_abroad(environment),
    )


def _value(environment: Mapping[str, str], name: str) -> str:
    if file := environment.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadAccount(f"{name}_FILE", f"cannot be read: {type(error).__name__}") from None
    return environment.get(name, "").strip()


def _fitting(name: str, value: str, shape: re.Pattern[str], reason: str) -> str:
    if not shape.fullmatch(value):
        raise BadAccount(name, reason)
    return value


def _url(name: str, url: str) -> str:
    """Only a carrier of this machine is spoken to in the clear: it is the twin."""
    try:
        parts = urlsplit(url)
        is_usable = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        is_usable = False
        parts = urlsplit("")
    if not is_usable or parts.scheme not in ("https", "http"):
        raise BadAccount(name, "is no address such as https://api.twilio.com")
    if parts.scheme == "http" and not Account(url, "", "", "").is_twin:
        raise BadAccount(name, "begins with http:, and is not of this machine: the secret would be sent in the clear")
    return url.rstrip("/")


def _caller(environment: Mapping[str, str], sender: str) -> str | None:
    name = "OTASUKE_CARRIER_CALLER"
    if value := environment.get(name):
        return _fitting(name, value, _CALLER, "is no number such as +815012345678")
    return sender if _CALLER.fullmatch(sender) else None


def _callback(environment: Mapping[str, str]) -> str | None:
    name = "OTASUKE_CARRIER_CALLBACK"
    value = environment.get(name)
    if value and ("?" in value or "#" in value or not value.startswith(("https://", "http://"))):
        raise BadAccount(name, "is no address such as https://otasuke.example.jp/carrier/callback")
    return value or None


def _abroad(environment: Mapping[str, str]) -> tuple[str, ...]:
    name = "OTASUKE_CARRIER_ABROAD"
    prefixes = [part.strip() for part in environment.get(name, "").split(",") if part.strip()]
    return tuple(_fitting(name, one, _PREFIX, "is no list such as +1,+44") for one in prefixes)
