from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from correlations import RULES, correlation
from detect.correlate.windows import seen
from otasuke.detect.correlate.limits import CorrelationLimits
from otasuke.detect.correlate.plan import Plan, make_plans
from otasuke.detect.correlate.saved import UnknownStateError, check_version, restore_tenant, saved_tenant
from otasuke.detect.correlate.tenant import Tenant
from otasuke.detect.rule import Bound

LIMITS = CorrelationLimits()
THREE = correlation("event_count", ("gte", 3))


def plans_of(*correlations: Any) -> tuple[Plan, ...]:
    plans, faults = make_plans(correlations, RULES, LIMITS)
    assert faults == ()
    return plans


def state() -> tuple[dict[str, Any], tuple[Plan, ...]]:
    """The state of a tenant with one open window and one waiting hit, as it comes back from a file."""
    plans = plans_of(THREE)
    tenant = Tenant(plans, LIMITS)
    tenant.counts.late_dropped = 4
    tenant.touch(plans[0], ("alice",), 0)
    tenant.put(seen(5, user=("alice", "bob")))
    return orjson.loads(orjson.dumps(saved_tenant(tenant, plans))), plans


def test_a_restored_tenant_saves_the_same_state() -> None:
    saved, plans = state()

    restored = restore_tenant(saved, plans, LIMITS)

    assert orjson.loads(orjson.dumps(saved_tenant(restored, plans))) == saved
    assert restored.counts.late_dropped == 4


def test_a_waiting_hit_takes_its_turn_after_the_restart() -> None:
    saved, plans = state()

    assert restore_tenant(saved, plans, LIMITS).take() == seen(5, user=("alice", "bob"))


def test_windows_of_a_rule_that_has_changed_are_forgotten_and_counted() -> None:
    saved, _ = state()
    changed = plans_of(replace(THREE, bounds=(Bound("gte", 4),)))

    restored = restore_tenant(saved, changed, LIMITS)

    assert restored.counts.forgotten_groups == 1
    assert not any(restored.groups)


def test_windows_and_hits_of_rules_that_are_gone_are_forgotten() -> None:
    saved, _ = state()

    restored = restore_tenant(saved, plans_of(correlation("event_count", ("gte", 3), id="new", rules=("b",))), LIMITS)

    assert restored.counts.forgotten_groups == 1
    assert list(restored.pending) == []


@pytest.mark.parametrize("saved", [{}, {"version": 0}, {"version": 2}, {"version": "1"}])
def test_a_state_of_another_version_is_refused(saved: dict[str, Any]) -> None:
    with pytest.raises(UnknownStateError, match="this program reads 1"):
        check_version(saved)
