"""Settings of tenants for the tests."""

from __future__ import annotations

from datetime import datetime

from otasuke.pipeline.tenant_changes import LEARNING, RETENTION, ZONE, changed, rule_setting
from otasuke.pipeline.tenant_settings import RuleOff, SettingValue, TenantRecord, write_record
from pipeline.cast import NOW

WHOAMI_ID = "11111111-1111-4111-8111-111111111111"
FAILED_ID = "22222222-2222-4222-8222-222222222222"
GUESSING_ID = "33333333-3333-4333-8333-333333333333"


def off(rule_id: str = WHOAMI_ID, *, until: datetime | None = None, why: str = "the backup does so") -> RuleOff:
    return RuleOff(rule_id, "Whoami was run", "hana", why, NOW, until)


def with_set(record: TenantRecord, setting: str, value: SettingValue) -> TenantRecord:
    return changed(record, setting, value, by="hana", why="she asked", at=NOW)


def record_of(
    *rules_off: RuleOff, zone: str | None = None, days: int | None = None, learning: int | None = None
) -> TenantRecord:
    record = TenantRecord()
    for one in rules_off:
        record = with_set(record, rule_setting(one.rule_id), one)
    return with_set(with_set(with_set(record, ZONE, zone), RETENTION, days), LEARNING, learning)


def value_of(
    *rules_off: RuleOff, zone: str | None = None, days: int | None = None, learning: int | None = None
) -> bytes:
    """As the registry keeps such a record."""
    return write_record(record_of(*rules_off, zone=zone, days=days, learning=learning))
