"""Canaries: harmless records that a rule must find. What one looks like, and how it is known again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files

CANARY_RULE_ID = "3d0b0a3c-5d0e-4c0f-9a64-6d1c1f6f2c11"
_RULE = "canary.yml"
_WORDS = re.compile(r"otasuke-canary path=[a-z_]{1,32} nonce=([0-9a-f]{32})")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Canary:
    """One canary. nonce: of chance, so that nobody can send it in our place. at: aware UTC."""

    path: str
    nonce: str
    at: datetime

    @classmethod
    def new(cls, path: str, at: datetime) -> Canary:
        """One that never was before."""
        return cls(path, secrets.token_hex(16), at)

    @property
    def words(self) -> str:
        """What it says."""
        return f"otasuke-canary path={self.path} nonce={self.nonce}"

    def document(self) -> dict[str, str]:
        """As a record of the systemd journal, which belongs to the same log source as syslog does."""
        return {
            "__REALTIME_TIMESTAMP": str((self.at - _BEGINNING) // timedelta(microseconds=1)),
            "SYSLOG_IDENTIFIER": "otasuke-canary",
            "PRIORITY": "6",
            "_HOSTNAME": "otasuke",
            "MESSAGE": self.words,
        }

    def syslog(self) -> bytes:
        """As a message of RFC 5424."""
        at = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return f"<14>1 {at} otasuke otasuke-canary - - - {self.words}".encode()


def canary_rule() -> tuple[str, bytes]:
    """The rule that finds them, as `detect.load.load_rules` takes it; to be loaded beside all others."""
    return _RULE, (files(__package__) / _RULE).read_bytes()


def nonce_in(values: Iterable[str]) -> str | None:
    """The nonce in what the rule has matched; None if it is in none of the values."""
    found = (match[1] for value in values if (match := _WORDS.fullmatch(value)))
    return next(found, None)
