"""Settings of tenants for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from otasuke.cli.exits import CliError
from otasuke.cli.showing.words import visible
from otasuke.cli.times import parse_zone
from otasuke.pipeline.tenant_settings import USUAL_ZONE, Change, RuleOff, SettingValue, TenantRecord, TenantSettings


def zone_of(settings: TenantSettings) -> tzinfo:
    """The tenant's time zone; Japan's where this machine does not know his."""
    try:
        return parse_zone(settings.zone)
    except CliError:
        return parse_zone(None)


def as_json(tenant: str, settings: TenantSettings, *, usual_days: int, now: datetime) -> dict[str, Any]:
    """What counts for the tenant, also where it is as usual."""
    return {
        "tenant": tenant,
        "zone": settings.zone or USUAL_ZONE,
        "retention_days": settings.retention_days or usual_days,
        "usual": [name for name in ("zone", "retention_days") if getattr(settings, name) is None],
        "learning_days": settings.learning_days,
        "rules_off": [rule_json(one) | {"is_off": one.is_off(now)} for one in settings.rules_off],
    }


def rule_json(one: RuleOff) -> dict[str, Any]:
    """A rule that is switched off."""
    texts = {"rule": one.rule_id, "title": one.title, "by": one.by, "why": one.why, "at": one.at.isoformat()}
    return texts | {"until": one.until.isoformat() if one.until else None}


def change_json(change: Change) -> dict[str, Any]:
    """A change."""
    texts = {"number": change.number, "at": change.at.isoformat(), "by": change.by, "why": change.why}
    values = {name: _value_json(getattr(change, name)) for name in ("before", "after")}
    return texts | {"setting": change.setting} | values


def _value_json(value: SettingValue) -> Any:
    return rule_json(value) if isinstance(value, RuleOff) else value


def row(tenant: str, settings: TenantSettings, *, usual_days: int, now: datetime) -> str:
    """A tenant in one line."""
    off = sum(one.is_off(now) for one in settings.rules_off)
    rules = f"{off:,} {'rule' if off == 1 else 'rules'} off"
    return f"{tenant}  {settings.zone or USUAL_ZONE}  {settings.retention_days or usual_days:,} days  {rules}"


def lines(tenant: str, settings: TenantSettings, *, usual_days: int, now: datetime) -> Iterator[str]:
    """All that counts for a tenant."""
    zone = zone_of(settings)
    yield tenant
    yield f"  time zone: {settings.zone or f'{USUAL_ZONE}, as usual'}"
    kept = f"{settings.retention_days:,} days (usual: {usual_days:,})" if settings.retention_days else ""
    yield f"  events are kept for {kept or f'{usual_days:,} days, as usual'}"
    if settings.learning_days is not None:
        yield f"  is learnt on his first {settings.learning_days:,} days (usual: what OTASUKE_LEARNING_DAYS says)"
    for one in settings.rules_off:
        yield f"  {'off' if one.is_off(now) else 'on again'}: {one.rule_id}  {visible(one.title)}"
        until = f", until {moment(one.until, zone)}" if one.until else ""
        yield f"      by {visible(one.by)}, {moment(one.at, zone)}{until}: {visible(one.why)}"
    if not settings.rules_off:
        yield "  all rules find something"


def history(record: TenantRecord) -> Iterator[str]:
    """The changes, newest first."""
    zone = zone_of(record.settings)
    for one in reversed(record.changes):
        why = f": {visible(one.why)}" if one.why else ""
        yield f"{one.number}  {moment(one.at, zone)}  {visible(one.by)}  {visible(change_words(one))}{why}"


def change_words(change: Change) -> str:
    """What a change did."""
    if change.setting in ("zone", "retention", "learning"):
        days = "" if change.setting == "zone" else " days"
        before, after = ("as usual" if value is None else f"{value}{days}" for value in (change.before, change.after))
        return f"{change.setting} {before} → {after}"
    return f"{change.setting} {'off' if change.after else 'on'}"


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment as a clock of the tenant shows it."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
