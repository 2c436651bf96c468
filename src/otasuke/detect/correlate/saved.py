"""The saved state of a tenant. Format: docs/how/correlation.md, "Saved state"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from otasuke.detect.correlate.hits import Sighting
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits
from otasuke.detect.correlate.plan import Plan
from otasuke.detect.correlate.tenant import Group, GroupKey, Tenant, new_window
from otasuke.events import Value

VERSION = 1


class UnknownStateError(Exception):
    """A saved state that this version cannot read."""


def check_version(saved: Mapping[str, Any]) -> None:
    """Raise UnknownStateError for a state of another version."""
    if saved.get("version") != VERSION:
        raise UnknownStateError(
            f"saved correlation state has version {saved.get('version')!r}, this program reads {VERSION}"
        )


def saved_tenant(tenant: Tenant, plans: Sequence[Plan]) -> dict[str, Any]:
    """A tenant's state, plain."""
    return {
        "watermark": tenant.watermark,
        "counts": asdict(tenant.counts),
        "pending": [_saved_sighting(sighting) for sighting in sorted(tenant.pending)],
        "correlations": {
            plan.id: {"signature": _signature(plan), "groups": [_saved_group(*item) for item in groups.items()]}
            for plan, groups in zip(plans, tenant.groups, strict=True)
        },
    }


def _signature(plan: Plan) -> str:
    return sha256(plan.signature.encode("utf-8", "surrogatepass")).hexdigest()


def _saved_sighting(sighting: Sighting) -> list[Any]:
    return [*sighting.place, sighting.rule, _saved_fields(sighting.fields)]


def _saved_fields(fields: Mapping[str, Value]) -> dict[str, Any]:
    return {name: value if isinstance(value, str) else list(value) for name, value in fields.items()}


def _saved_group(key: GroupKey, group: Group) -> list[Any]:
    fields = _saved_fields(group.fields)
    state = [group.due, group.last, group.armed, group.fired_at, list(group.shown), fields]
    return [list(key), *state, group.window.saved()]


def restore_tenant(saved: Mapping[str, Any], plans: Sequence[Plan], limits: CorrelationLimits) -> Tenant:
    """The tenant of a saved state. Windows of rules that have changed or gone are left out, and counted."""
    tenant = Tenant(plans, limits)
    tenant.counts = CorrelationCounts(**saved["counts"])
    tenant.watermark = saved["watermark"]
    wanted = {rule for plan in plans for rule in plan.steps}
    for sighting in saved["pending"]:
        if sighting[3] in wanted:
            tenant.put(_sighting(sighting))
    plans_by_id = {plan.id: plan for plan in plans}
    for correlation_id, correlation in saved["correlations"].items():
        _restore_groups(tenant, correlation, plans_by_id.get(correlation_id))
    return tenant


def _sighting(saved: Sequence[Any]) -> Sighting:
    time, source, record, rule, fields = saved
    mark = (time, source, record)
    return Sighting(mark, rule, mark, _fields(fields))


def _fields(saved: Mapping[str, Any]) -> dict[str, Value]:
    return {name: value if isinstance(value, str) else tuple(value) for name, value in saved.items()}


def _restore_groups(tenant: Tenant, saved: Mapping[str, Any], plan: Plan | None) -> None:
    if plan is None or saved["signature"] != _signature(plan):
        tenant.counts.forgotten_groups += len(saved["groups"])
        return
    for group in saved["groups"]:
        tenant.adopt(plan, tuple(group[0]), _group(plan, group))


def _group(plan: Plan, saved: Sequence[Any]) -> Group:
    _, due, last, armed, fired_at, shown, fields, window = saved
    group = Group(new_window(plan), due=due, last=last)
    group.armed, group.fired_at, group.shown, group.fields = armed, fired_at, tuple(shown), _fields(fields)
    group.window.restore(window)
    return group
