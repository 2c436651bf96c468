from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from correlations import RULES, at, correlation, decided, hit, scan
from otasuke.detect.correlate import CorrelationHit
from otasuke.detect.rule import Bound, Place
from otasuke.findings.live import CorrelatedHit, LiveDetection, detection_id
from otasuke.pipeline.combining import Combining
from otasuke.pipeline.rules import LATENESS, RunningRules
from otasuke.stream.port import PARTITIONS, partition_of

THREE = correlation("event_count", ("gte", 3))
FEW = correlation("event_count", ("lt", 3), id="few", title="Few")
AFTER_FEW = correlation("event_count", ("gte", 1), id="after-few", rules=("few",))
LATE_S = LATENESS.total_seconds()


def rules(*correlations, version="1"):
    return RunningRules(
        version=version,
        open_engine=lambda _: None,
        rule=lambda _: None,
        correlations=correlations,
        correlated=RULES,
    )


def live(seconds: float, *, tenant: str = "acme", received_s: float | None = None, user: str = "alice"):
    """A hit of rule `a`. seconds: the event's own time."""
    received_at = at(seconds if received_s is None else received_s)
    return CorrelatedHit(tenant, "a", at(seconds), received_at, f"event-{seconds}", {"user": user})


def settled(combining: Combining, now_s: float) -> list[CorrelationHit]:
    """What is told when everything that was received until now is known."""
    moment = combining.moment(now_s)
    return [one for hits in combining.settle(dict.fromkeys(range(PARTITIONS), moment)) for one in hits]


def test_what_more_events_cannot_undo_is_told_two_seconds_after_nothing_came_any_more():
    combining = Combining(rules(THREE))

    assert [combining.add(live(second), second) for second in (1, 2, 3)] == [[], [], []]
    assert combining.hurry(4.9) == []
    assert decided(combining.hurry(5.0)) == [3]
    assert combining.hurry(6.0) == settled(combining, 500.0) == []


def test_who_was_behind_the_last_event_of_a_correlation_is_remembered():
    combining, first = Combining(rules(THREE)), live(1)
    for one in (
        first,
        replace(live(2), sensor="PC-2"),
        replace(live(3), sensor="PC-3", facts={"dst_ip": "203.0.113.9"}),
    ):
        combining.add(one, 3)
    (told,) = combining.hurry(6.0)

    who = combining.who(told)

    assert who is not None
    assert (who.sensor, who.fields) == ("PC-3", {"user": "alice", "dst_ip": "203.0.113.9"})
    assert combining.who(replace(told, tenant="fuji")) is combining.who(replace(told, events=())) is None


def test_or_as_soon_as_a_newer_event_came():
    combining = Combining(rules(THREE))

    told = [combining.add(live(second, user=user), second) for second, user in ((1, "a"), (2, "a"), (3, "a"), (6, "b"))]

    assert [decided(one) for one in told] == [[], [], [], [3]]


def test_others_of_the_tenant_do_not_keep_it_waiting():
    combining = Combining(rules(THREE))
    for second in (1, 2, 3):
        combining.add(live(second), second)
    combining.add(live(4, user="bob"), 4)

    assert combining.hurry(4.9) == []
    assert combining.is_in_a_hurry
    assert decided(combining.hurry(5.0)) == [3]
    assert combining.is_in_a_hurry
    assert combining.hurry(6.0) == []
    assert not combining.is_in_a_hurry


def test_events_of_the_same_second_count_in_whatever_order_they_come():
    combining = Combining(rules(THREE))

    for number, second in enumerate((3, 1.5, 3, 2)):
        combining.add(replace(live(second), event=f"event-{number}"), 3 + number / 10)

    assert decided(combining.hurry(60)) == [3]


def test_what_comes_later_than_that_counts_a_minute_later():
    combining = Combining(rules(THREE))
    for second, now_s in ((1, 1), (9, 9), (2, 40)):
        combining.add(live(second), now_s)

    assert combining.hurry(50) == []
    assert settled(combining, 40 + LATE_S - 0.1) == []
    assert decided(settled(combining, 40 + LATE_S)) == [9]


def test_what_was_told_at_once_is_not_told_again_where_a_late_event_makes_it_true_earlier():
    combining = Combining(rules(THREE))
    for second in (1, 9, 10):
        combining.add(live(second), second)
    told = combining.hurry(20)
    combining = saved_and_loaded(combining, THREE)
    combining.add(live(2), 30)

    assert decided(told) == [10]
    assert settled(combining, 500) == []


def test_what_more_events_could_undo_waits_and_so_does_what_builds_on_it():
    combining = Combining(rules(FEW, AFTER_FEW))
    combining.add(live(1), 1)
    combining.add(live(2), 2)

    assert combining.hurry(80) == []
    assert settled(combining, 11 + LATE_S - 0.1) == []
    assert sorted(one.correlation_id for one in settled(combining, 13 + LATE_S)) == ["after-few"]


def test_what_more_events_could_undo_is_not_told_before_they_can_have_come():
    combining = Combining(rules(FEW))

    told = [combining.add(live(second), now_s) for second, now_s in ((1, 1), (30, 30), (5, 40), (6, 41))]

    assert told == [[], [], [], []]
    assert decided(settled(combining, 500.0)) == [40], "the one that began at 1 had three"


def test_a_rule_that_only_serves_others_is_silent_at_once_too():
    serving = correlation("event_count", ("gte", 2), id="two")
    whole = correlation("event_count", ("lt", 9), id="whole", rules=("two",))
    combining = Combining(rules(serving, whole))
    for second in (1, 2):
        combining.add(live(second), second)

    assert combining.hurry(50) == []


def test_partitions_are_settled_each_on_its_own():
    combining = Combining(rules(FEW))
    for tenant in ("sakura", "fuji"):
        combining.add(live(1, tenant=tenant), 1)
    moment = combining.moment(500.0)

    (told,) = combining.settle({partition_of("fuji"): moment})

    assert [one.tenant for one in told] == ["fuji"]
    assert [one.tenant for one in settled(combining, 500.0)] == ["sakura"]


def test_what_came_after_the_moment_is_not_decided_by_it():
    combining = Combining(rules(FEW))
    combining.add(live(1), 1)
    moment = combining.moment(70.0)
    combining.add(live(8), 500)
    combining.add(live(9), 501)

    assert list(combining.settle(dict.fromkeys(range(PARTITIONS), moment))) == [[]]
    assert settled(combining, 1000) == []


def test_what_an_office_hands_over_after_hours_without_a_line_counts_with_what_came_before():
    combining = Combining(rules(THREE))
    for second in (1, 2):
        combining.add(live(second), second)
    for now_s in (2 + LATE_S, 600.0, 7200.0):
        assert settled(combining, now_s) == []

    combining.add(live(3, received_s=7201), 7201)

    assert decided(combining.hurry(7210)) == [3]
    assert settled(combining, 7300.0) == []


def test_the_clock_of_a_silent_tenant_goes_on_only_while_a_window_has_to_close():
    combining = Combining(rules(THREE, replace(FEW, bounds=(Bound("lt", 2),))))
    for second in (1, 2):
        combining.add(live(second), second)
    assert settled(combining, 70 + LATE_S) == []

    for now_s in (3600.0, 7200.0):
        settled(combining, now_s)

    combining.add(live(80, received_s=7201), 7201)

    assert settled(combining, 7201 + 11 + LATE_S)[0].correlation_id == "few"


def test_nothing_is_held_for_long_of_a_tenant_who_is_silent():
    combining = Combining(rules(THREE))
    for second in (1, 2, 3):
        combining.add(live(second), second)
    assert len(combining.hurry(10)) == 1
    for now_s in (100.0, 700.0, 80_000.0):
        settled(combining, now_s)
        combining = saved_and_loaded(combining, THREE)
        assert combining.tenants == 1

    settled(combining, 87_000.0)

    assert combining.tenants == 0
    assert combining.dump()["told"] == {}


def test_nothing_is_held_of_events_without_a_time():
    combining = Combining(rules(THREE))
    combining.add(replace(live(1), time=None), 1)

    settled(combining, 100.0)

    assert combining.tenants == 0


def test_a_rule_that_changed_is_told_anew_and_the_others_are_not():
    other = replace(THREE, id="other")
    combining = Combining(rules(THREE, other))
    for second in (1, 2, 3):
        combining.add(live(second), second)
    assert len(combining.hurry(10)) == 2

    moved = replace(THREE, place=Place("rules/pattern.yml", 9))
    combining.use(rules(moved, replace(other, bounds=(Bound("gte", 2),)), version="2"))
    for second in (4, 5):
        combining.add(live(second), second + 20)

    assert [one.correlation_id for one in combining.hurry(40)] == ["other"]


def test_what_stands_in_the_journal_is_not_told_again():
    first, second = Combining(rules(THREE)), Combining(rules(THREE))
    for moment in (1, 2, 3):
        first.add(live(moment), moment)
    (told,) = first.hurry(10)
    second.was_told(
        LiveDetection(
            id=detection_id("acme", "pattern", "x"),
            tenant="acme",
            rule_id="pattern",
            title="",
            level="high",
            tags=(),
            time=None,
            received_at=told.decided_at,
            detected_at=told.decided_at,
            group=told.group,
        )
    )
    for moment in (0, 1, 2, 3):
        second.add(live(moment), moment)

    assert second.hurry(10) == settled(second, 500) == []


def saved_and_loaded(combining: Combining, *correlations) -> Combining:
    again = Combining(rules(*correlations))
    again.load(orjson.loads(orjson.dumps(combining.dump())))
    return again


def test_a_restart_changes_nothing_of_what_is_told_at_once():
    combining = Combining(rules(THREE))
    for second in (1, 2, 3):
        combining = saved_and_loaded(combining, THREE)
        combining.add(live(second), second)
    combining = saved_and_loaded(combining, THREE)

    assert decided(combining.hurry(5)) == [3]


def test_an_event_that_claims_to_be_from_the_future_makes_nobody_late():
    combining = Combining(rules(THREE, FEW))
    combining.add(live(1), 1)
    combining.add(live(3600, received_s=2), 2)
    assert settled(combining, 3 + LATE_S) == []
    for second in (0, 5, 6):
        combining.add(live(second), 70)

    assert decided(combining.hurry(80)) == [6]
    assert combining.dropped() == {"ahead": 1, "late": 1}
    assert not combining.dropped().total()


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[float, float]]:
    """When events happened, and when they came: in the order in which they came."""
    times = draw(st.lists(st.integers(0, 80), min_size=1, max_size=14))
    delays = [draw(st.sampled_from((0, 0, 1, 3, 20, 55))) for _ in times]
    return sorted(
        ((float(time), float(time + delay)) for time, delay in zip(times, delays, strict=True)), key=lambda x: x[1]
    )


def story(
    came: Iterable[tuple[float, float]], *, restart_at: int = -1
) -> tuple[list[CorrelatedHit], list[CorrelationHit]]:
    combining, told, hits = Combining(rules(THREE)), [], []
    for number, (time, now_s) in enumerate(came):
        if number == restart_at:
            combining = saved_and_loaded(combining, THREE)
        told += combining.hurry(now_s)
        if number % 3 == 0:
            told += settled(combining, now_s)
        one = replace(live(time), event=f"event-{number}")
        hits.append(one)
        told += combining.add(one, now_s)
    told += combining.hurry(300.0)
    told += settled(combining, 500.0)
    return hits, told


def truth(hits: Sequence[CorrelatedHit]) -> list[CorrelationHit]:
    return scan(THREE, sorted((hit_of(one) for one in hits), key=lambda one: one.time))


def hit_of(one: CorrelatedHit):
    return replace(hit(0), time=one.time, source=one.event)


@settings(deadline=None, max_examples=150)
@given(arrivals(), st.integers(-1, 14))
def test_everything_true_is_told_once_and_nothing_else(came, restart_at):
    span = timedelta(seconds=10)

    hits, told = story(came, restart_at=restart_at)

    for one in truth(hits):
        assert any(abs(one.decided_at - other.decided_at) <= span for other in told), "missing"
    for one in told:
        window = [event for event in hits if one.decided_at - span <= event.time <= one.decided_at]
        assert len(window) >= 3, "not true"
        assert not [other for other in told if other is not one and abs(other.decided_at - one.decided_at) <= span]
