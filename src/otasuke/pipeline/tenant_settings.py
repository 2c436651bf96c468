"""What a tenant's contract sets: his time zone, how long his events are kept, for how long he is learnt, and rules that are off.

One record for each tenant in a registry of the broker holds his settings and how they came about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, TypeAlias
from zoneinfo import available_timezones

import orjson

from otasuke.config import LEAST_RETENTION_DAYS, MOST_LEARNING_DAYS, MOST_RETENTION_DAYS

REGISTRY = "tenants"
USUAL_ZONE = "Asia/Tokyo"
LONGEST_WORDS = 300
MOST_RULES_OFF = 1000
"""Who wants more off does not want the rules."""


class BadTenantSetting(ValueError):
    """A setting that cannot be: what is wrong with it, and perhaps what was meant."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class RuleOff:
    """A rule that is switched off for a tenant: it finds nothing for him.

    title  of the rule when it was switched off.
    until  from then on it finds again; None: until somebody switches it on.
    """

    rule_id: str
    title: str
    by: str
    why: str
    at: datetime
    until: datetime | None = None

    def is_off(self, now: datetime) -> bool:
        """Whether it still is."""
        return self.until is None or now < self.until


SettingValue: TypeAlias = "str | int | RuleOff | None"
"""None: as usual."""


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """What was set for a tenant. None: as usual.

    zone            an IANA name.
    retention_days  how long the lake keeps an event.
    rules_off       by rule id.
    learning_days   on so many days what learnt detectors find interrupts nobody.
    """

    zone: str | None = None
    retention_days: int | None = None
    rules_off: tuple[RuleOff, ...] = ()
    learning_days: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that somebody set. number: counts from 1; setting: `zone`, `retention`, `learning`, or `rule ID`."""

    number: int
    at: datetime
    by: str
    why: str
    setting: str
    before: SettingValue
    after: SettingValue


@dataclass(frozen=True, slots=True)
class TenantRecord:
    """The settings of a tenant, and the newest changes that led there, oldest first."""

    settings: TenantSettings = TenantSettings()
    changes: tuple[Change, ...] = ()


def check_zone(name: str) -> str:
    """The name. Raises BadTenantSetting."""
    zones = available_timezones() | {USUAL_ZONE}
    if name in zones:
        return name
    folded = {zone.casefold(): zone for zone in zones}
    near = get_close_matches(name.casefold(), folded, n=1)
    hint = f"Did you mean {folded[near[0]]}?" if near else "A name such as Asia/Tokyo is asked for."
    raise BadTenantSetting(f"the time zone {name!r} is not known here", hint=hint)


def check_retention(days: int) -> int:
    """The days. Raises BadTenantSetting."""
    if not LEAST_RETENTION_DAYS <= days <= MOST_RETENTION_DAYS:
        raise BadTenantSetting(
            f"events cannot be kept for {days} days",
            hint=f"Choose {LEAST_RETENTION_DAYS} to {MOST_RETENTION_DAYS:,} days.",
        )
    return days


def check_learning(days: int) -> int:
    """The days. Raises BadTenantSetting."""
    if not 0 <= days <= MOST_LEARNING_DAYS:
        raise BadTenantSetting(f"nobody is learnt for {days} days", hint=f"Choose 0 to {MOST_LEARNING_DAYS} days.")
    return days


def check_words(text: str, what: str) -> str:
    """A text of an operator's, in one line. Raises BadTenantSetting."""
    text = text.strip()
    if not text or len(text) > LONGEST_WORDS or not text.isprintable():
        raise BadTenantSetting(f"{what} {text!r} cannot be kept: one line of 1 to {LONGEST_WORDS} signs")
    return text


def write_record(record: TenantRecord) -> bytes:
    """As the registry keeps it."""
    return orjson.dumps(asdict(record))


def read_record(value: bytes) -> TenantRecord:
    """What the registry keeps. Raises ValueError, TypeError, KeyError."""
    content = orjson.loads(value)
    return TenantRecord(_settings(content["settings"]), tuple(_change(one) for one in content["changes"]))


def read_settings(value: bytes) -> TenantSettings:
    """The same without the changes. Raises ValueError, TypeError, KeyError."""
    return _settings(orjson.loads(value)["settings"])


def _settings(content: Mapping[str, Any]) -> TenantSettings:
    zone, days = content["zone"], content["retention_days"]
    learning_days = content.get("learning_days")  # records of before that could be set say nothing of it
    return TenantSettings(
        None if zone is None else _text(zone),
        None if days is None else check_retention(_whole(days)),
        tuple(_rule_off(one) for one in content["rules_off"]),
        None if learning_days is None else check_learning(_whole(learning_days)),
    )


def _change(content: Mapping[str, Any]) -> Change:
    before, after = (_value(content[name]) for name in ("before", "after"))
    texts = {name: _text(content[name]) for name in ("by", "why", "setting")}
    return Change(number=_whole(content["number"]), at=_moment(content["at"]), before=before, after=after, **texts)


def _value(content: Any) -> SettingValue:
    if content is None or isinstance(content, str):
        return content
    return _rule_off(content) if isinstance(content, dict) else _whole(content)


def _rule_off(content: Mapping[str, Any]) -> RuleOff:
    until = content["until"]
    texts = {name: _text(content[name]) for name in ("rule_id", "title", "by", "why")}
    return RuleOff(**texts, at=_moment(content["at"]), until=None if until is None else _moment(until))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} names no zone")
    return moment.astimezone(UTC)
