"""The settings of all tenants as a process uses them, changed while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from otasuke.pipeline.tenant_settings import USUAL_ZONE, RuleOff, TenantSettings, read_settings

_USUAL = TenantSettings()
_NONE_OFF: dict[str, RuleOff] = {}


class TenantBook:
    """Told of every change of the registry. May be read by other threads meanwhile."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}
        self._settings: dict[str, TenantSettings] = {}
        self._off: dict[str, dict[str, RuleOff]] = {}

    def change(self, tenant: str, value: bytes | None) -> None:
        """Take in a change; None: all is as usual again. Raises ValueError, TypeError, KeyError; then what was known stays."""
        if value is None:
            for known in (self._values, self._settings, self._off):
                known.pop(tenant, None)
            return
        self._values[tenant] = value
        settings = self._settings[tenant] = read_settings(value)
        self._off[tenant] = {one.rule_id: one for one in settings.rules_off}
        if not settings.rules_off:
            del self._off[tenant]

    def values(self) -> dict[str, bytes]:
        """As the registry keeps them, also those that cannot be read."""
        return dict(self._values)

    @property
    def has_rules_off(self) -> bool:
        """Whether any rule is switched off for anybody."""
        return bool(self._off)

    def rules_off(self, tenant: str) -> dict[str, RuleOff]:
        """By their ids; whether they still are, each says itself."""
        return self._off.get(tenant, _NONE_OFF)

    def zone(self, tenant: str) -> str:
        """The name of his time zone."""
        return self._settings.get(tenant, _USUAL).zone or USUAL_ZONE

    def learning_days(self, tenant: str) -> int | None:
        """On how many days he is only learnt; None: as many as everybody."""
        return self._settings.get(tenant, _USUAL).learning_days

    def retention(self, today: date, *, usual_days: int) -> Callable[[str], date | None]:
        """Tenant → the first day that is kept; None where settings are that nobody can read: they may say longer."""

        def kept_since(tenant: str) -> date | None:
            settings = self._settings.get(tenant)
            if settings is None and tenant in self._values:
                return None
            days = (settings or _USUAL).retention_days or usual_days
            return today - timedelta(days=days)

        return kept_since
