"""Which correlations were told lately: what is decided twice, early and when nothing older can come, is told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from otasuke.detect.correlate.keys import caseless

Group = tuple[tuple[str, str], ...]
_Key = tuple[str, tuple[str, ...]]


class Told:
    """For each group of a correlation, when it was told. Within a time span of that it is not told again."""

    def __init__(self) -> None:
        self._times: dict[str, dict[_Key, list[datetime]]] = {}

    def is_new(self, tenant: str, rule_id: str, group: Group, *, at: datetime, span: timedelta) -> bool:
        """Whether this has to be told. at: when the condition came true, by the events; span: of the correlation."""
        times = self._times.get(tenant, {}).get(_key(rule_id, group), ())
        return all(abs(at - one) > span for one in times)

    def note(self, tenant: str, rule_id: str, group: Group, *, at: datetime) -> None:
        """It was told."""
        self._times.setdefault(tenant, {}).setdefault(_key(rule_id, group), []).append(at)

    def forget(self, tenant: str, *, before: datetime, spans: Mapping[str, timedelta]) -> None:
        """Nothing older than `before` will be decided for a tenant any more. spans: of all correlations, by id."""
        kept: dict[_Key, list[datetime]] = {}
        for key, times in self._times.pop(tenant, {}).items():
            span = spans.get(key[0])
            late = [at for at in times if span is not None and at >= before - span]
            if late:
                kept[key] = late
        if kept:
            self._times[tenant] = kept

    def forget_rules(self, rule_ids: Iterable[str]) -> None:
        """These are other rules now."""
        ids = frozenset(rule_ids)
        for tenant, times in list(self._times.items()):
            self._times[tenant] = {key: at for key, at in times.items() if key[0] not in ids}

    def dump(self) -> dict[str, Any]:
        """The state, for JSON."""
        return {
            tenant: [(*key, [at.isoformat() for at in times]) for key, times in groups.items()]
            for tenant, groups in self._times.items()
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take over a dumped state. Raises ValueError, TypeError."""
        self._times = {
            tenant: {
                (rule_id, tuple(values)): [datetime.fromisoformat(at) for at in times]
                for rule_id, values, times in groups
            }
            for tenant, groups in saved.items()
        }


def _key(rule_id: str, group: Group) -> _Key:
    return rule_id, caseless(tuple(value for _, value in group))
