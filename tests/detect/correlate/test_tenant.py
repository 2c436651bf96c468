from __future__ import annotations

from datetime import timedelta

from correlations import RULES, correlation
from otasuke.detect.correlate.hits import Mark, Sighting
from otasuke.detect.correlate.limits import CorrelationLimits
from otasuke.detect.correlate.plan import Plan, make_plans
from otasuke.detect.correlate.tenant import END, Tenant

LIMITS = CorrelationLimits(allowed_lateness=timedelta(0), max_groups=2, max_pending=2)
SECOND = 1_000_000
WIDTH = 10 * SECOND


def made(*bounds: tuple[str, float]) -> tuple[Tenant, Plan]:
    plans, _ = make_plans([correlation("event_count", *bounds)], RULES, LIMITS)
    return Tenant(plans, LIMITS), plans[0]


def sighting(time: int, *, source: str = "log", rule: str = "a") -> Sighting:
    mark: Mark = (time, source, 1)
    return Sighting(mark, rule, mark, {})


def test_sightings_take_their_turn_by_time_source_record_and_rule() -> None:
    plans, _ = make_plans([correlation("event_count", ("gte", 2))], RULES, CorrelationLimits())
    tenant = Tenant(plans, CorrelationLimits())
    ordered = [sighting(1), sighting(2, source="a"), sighting(2, source="b"), sighting(2, source="b", rule="b")]

    for one in reversed(ordered):
        tenant.put(one)

    assert [tenant.take() for _ in ordered] == ordered


def test_a_group_decided_at_each_event_lives_on_after_a_new_event() -> None:
    tenant, plan = made(("gte", 2))
    tenant.touch(plan, ("alice",), 0)
    tenant.touch(plan, ("alice",), 4 * SECOND)

    assert tenant.next_ended() is None
    assert tenant.next_due() == 4 * SECOND + WIDTH
    assert tenant.next_ended() is not None
    assert tenant.next_due() == END


def test_a_group_decided_at_its_end_ends_after_its_first_event() -> None:
    tenant, plan = made(("lt", 2))
    tenant.touch(plan, ("alice",), 0)
    tenant.touch(plan, ("alice",), 4 * SECOND)

    assert tenant.next_due() == WIDTH
    assert tenant.next_ended() is not None


def test_the_timer_of_a_group_that_was_given_up_rings_in_vain() -> None:
    tenant, plan = made(("lt", 2))
    for second, user in enumerate(("alice", "bob", "carol", "alice")):
        tenant.touch(plan, (user,), second * SECOND)

    ended = [tenant.next_ended() for _ in range(4)]

    assert [one[1] if one else None for one in ended] == [None, None, ("carol",), ("alice",)]
    assert tenant.counts.evicted_groups == 2
