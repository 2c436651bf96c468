"""Changing what is set for a tenant, and putting back what was there before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from otasuke.pipeline.tenant_settings import (
    MOST_RULES_OFF,
    BadTenantSetting,
    Change,
    RuleOff,
    SettingValue,
    TenantRecord,
    TenantSettings,
)

ZONE = "zone"
RETENTION = "retention"
LEARNING = "learning"
_RULE = "rule "
MOST_CHANGES = 100
"""So many are remembered of a tenant."""


def rule_setting(rule_id: str) -> str:
    """The name of the setting that says whether a rule is switched off."""
    return _RULE + rule_id


def value_of(settings: TenantSettings, setting: str) -> SettingValue:
    """What is set; None: as usual."""
    if setting == ZONE:
        return settings.zone
    if setting == RETENTION:
        return settings.retention_days
    if setting == LEARNING:
        return settings.learning_days
    return next((one for one in settings.rules_off if rule_setting(one.rule_id) == setting), None)


def changed(
    record: TenantRecord, setting: str, value: SettingValue, *, by: str, why: str, at: datetime
) -> TenantRecord:
    """The record with something set; the same record if it is set so already. Raises BadTenantSetting."""
    before = value_of(record.settings, setting)
    if before == value:
        return record
    number = record.changes[-1].number + 1 if record.changes else 1
    change = Change(number, at, by, why, setting, before, value)
    return TenantRecord(_with(record.settings, setting, value), (*record.changes, change)[-MOST_CHANGES:])


def undone(record: TenantRecord, number: int | None, *, by: str, at: datetime) -> TenantRecord:
    """The record with what was set before a change, the newest if no number is given. That is a change as well.

    Raises BadTenantSetting where there is no such change, or the setting was changed again since.
    """
    change = _change(record, number)
    later = [one.number for one in record.changes if one.number > change.number and one.setting == change.setting]
    if later:
        raise BadTenantSetting(
            f"change {change.number} was changed again, by change {later[-1]}", hint=f"Undo change {later[-1]} first."
        )
    return changed(record, change.setting, change.before, by=by, why=f"undo of change {change.number}", at=at)


def _change(record: TenantRecord, number: int | None) -> Change:
    if not record.changes:
        raise BadTenantSetting("nothing was ever set")
    if number is None:
        return record.changes[-1]
    for one in record.changes:
        if one.number == number:
            return one
    first, last = record.changes[0].number, record.changes[-1].number
    raise BadTenantSetting(f"there is no change {number}", hint=f"Changes {first} to {last} are remembered.")


def _with(settings: TenantSettings, setting: str, value: SettingValue) -> TenantSettings:
    if setting == ZONE and not isinstance(value, int | RuleOff):
        return replace(settings, zone=value)
    if setting == RETENTION and not isinstance(value, str | RuleOff):
        return replace(settings, retention_days=value)
    if setting == LEARNING and not isinstance(value, str | RuleOff):
        return replace(settings, learning_days=value)
    others = [one for one in settings.rules_off if rule_setting(one.rule_id) != setting]
    if value is None:
        return replace(settings, rules_off=tuple(others))
    if not isinstance(value, RuleOff):
        raise BadTenantSetting(f"{setting} cannot be set to {value!r}")
    if len(others) >= MOST_RULES_OFF:
        raise BadTenantSetting(f"{MOST_RULES_OFF} rules are switched off already; that is as many as can be")
    return replace(settings, rules_off=tuple(sorted([*others, value], key=lambda one: one.rule_id)))
