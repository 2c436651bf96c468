"""What a technician may rely on, one sentence at a time. The docs with the same words: docs/how/correlation.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from correlations import NO_LATENESS, RULES, at, correlation, decided, hit, make, rule, scan
from otasuke.detect.correlate import CorrelationLimits, Correlator, EventRef, UnknownStateError
from otasuke.detect.rule import RefAnd, RefNot, RefOr, RuleRef

THREE = correlation("event_count", ("gte", 3))
FEWER_THAN_THREE = correlation("event_count", ("lt", 3))


def test_a_hit_says_who_when_which_and_how_many() -> None:
    found = scan(THREE, [hit(1, user="Alice"), hit(2, user="alice"), hit(3.5, user="ALICE")])

    assert len(found) == 1
    assert found[0].correlation_id == "pattern"
    assert found[0].tenant == "acme"
    assert found[0].group == (("user", "ALICE"),)
    assert (found[0].first, found[0].last, found[0].decided_at) == (at(1), at(3.5), at(3.5))
    assert found[0].events == (EventRef("log", 1000), EventRef("log", 2000), EventRef("log", 3500))
    assert (found[0].total, found[0].number) == (3, 3)


def test_an_event_exactly_the_time_span_after_the_first_is_inside() -> None:
    assert decided(scan(THREE, [hit(0), hit(5), hit(10)])) == [10]


def test_an_event_one_microsecond_later_is_outside() -> None:
    assert decided(scan(THREE, [hit(0), hit(5), hit(10.000001)])) == []


def test_a_group_fires_once_however_long_the_condition_holds() -> None:
    assert decided(scan(THREE, [hit(second) for second in range(100)])) == [2]


def test_a_group_fires_again_after_the_condition_was_false_and_the_time_span_is_over() -> None:
    assert decided(scan(THREE, [hit(second) for second in (0, 1, 2, 20, 21, 22)])) == [2, 22]


def test_no_event_of_a_hit_counts_towards_the_next_one() -> None:
    # At 11 the condition holds anew, but the events of the first hit are still within ten seconds.
    assert decided(scan(THREE, [hit(second) for second in (0, 1, 9, 10.5, 11, 17, 18, 19.5)])) == [9, 19.5]


def test_a_hit_at_the_very_edge_of_the_last_one_is_not_yet_another() -> None:
    two = correlation("event_count", ("gte", 2))

    assert decided(scan(two, [hit(0), hit(1), hit(11)])) == [1]
    assert decided(scan(two, [hit(0), hit(1), hit(11), hit(11.5)])) == [1, 11.5]


def test_groups_are_counted_apart() -> None:
    assert scan(THREE, [hit(0, user="alice"), hit(1, user="bob"), hit(2, user="alice"), hit(3, user="bob")]) == []


def test_a_correlation_without_groups_counts_everything_together() -> None:
    assert decided(scan(replace(THREE, group_by=()), [hit(0, user="alice"), hit(1, user="bob"), hit(2, user="")])) == [
        2
    ]


@pytest.mark.parametrize("user", ["", ()])
def test_an_event_without_a_group_field_is_counted_and_not_correlated(user: str | tuple[str, ...]) -> None:
    correlator = make(correlation("event_count", ("gte", 1)))

    found = [*correlator.feed("acme", [hit(0, user=user)]), *correlator.flush()]

    assert found == []
    assert correlator.counts("acme").without_group == 1


def test_a_list_in_a_group_field_puts_the_event_into_each_group() -> None:
    found = scan(THREE, [hit(0, user=("alice", "bob")), hit(1, user="alice"), hit(2, user=("bob", "alice"))])

    assert [one.group for one in found] == [(("user", "alice"),)]


def test_an_event_without_time_is_counted_and_not_correlated() -> None:
    correlator = make(correlation("event_count", ("gte", 1)))

    found = [*correlator.feed("acme", [replace(hit(0), time=None)]), *correlator.flush()]

    assert found == []
    assert correlator.counts("acme").without_time == 1


def test_the_same_event_twice_counts_once() -> None:
    correlator = make(THREE)

    found = [*correlator.feed("acme", [hit(0), hit(1), hit(1), hit(1)]), *correlator.flush()]

    assert found == []
    assert correlator.counts("acme").duplicates == 2


def test_an_event_that_matches_two_rules_is_one_event() -> None:
    both = replace(THREE, rules=("a", "b"))

    assert scan(both, [hit(0, "a"), hit(0, "b"), hit(1, "a"), hit(1, "b")]) == []


def test_a_late_event_within_the_lateness_is_put_in_its_place() -> None:
    limits = CorrelationLimits(allowed_lateness=timedelta(seconds=30))

    found = scan(THREE, [hit(0), hit(30), hit(2), hit(1)], limits=limits)

    assert decided(found) == [2]


def test_a_later_event_is_dropped_and_counted() -> None:
    correlator = make(THREE, limits=CorrelationLimits(allowed_lateness=timedelta(seconds=30)))

    found = [*correlator.feed("acme", [hit(0), hit(2), hit(31.001), hit(1)]), *correlator.flush()]

    assert found == []
    assert correlator.counts("acme").late_dropped == 1


def test_one_wrong_clock_does_not_make_everybody_late() -> None:
    correlator = make(THREE)
    batch = [hit(0), hit(1_000_000), hit(1), hit(2)]

    found = [*correlator.feed("acme", batch, received_at=at(3)), *correlator.flush()]

    assert decided(found) == [2]
    assert correlator.counts("acme").ahead_dropped == 1


def test_recordings_may_come_in_any_order() -> None:
    found = scan(THREE, [hit(2_000_000), hit(2), hit(-3_000_000), hit(1), hit(0)], limits=CorrelationLimits.for_scan())

    assert decided(found) == [2]


def test_a_live_worker_decides_by_flushing_up_to_a_time() -> None:
    correlator = make(THREE, limits=CorrelationLimits(allowed_lateness=timedelta(hours=1)))
    correlator.feed("acme", [hit(0), hit(1), hit(2)])

    assert correlator.flush("acme", up_to=at(2)) == []
    assert decided(correlator.flush("acme", up_to=at(2.1))) == [2]
    assert correlator.feed("acme", [hit(1.5)]) == []
    assert correlator.counts("acme").late_dropped == 1


def test_a_condition_that_more_events_could_undo_waits_for_the_end_of_its_window() -> None:
    correlator = make(FEWER_THAN_THREE)

    assert correlator.feed("acme", [hit(0), hit(1), hit(10)]) == []
    assert correlator.feed("acme", [hit(20.5), hit(30.4)]) == []
    assert decided(correlator.feed("acme", [hit(30.6)])) == [30.5]


def test_windows_that_close_begin_with_their_first_event_and_do_not_overlap() -> None:
    found = scan(correlation("event_count", ("eq", 2)), [hit(0), hit(10), hit(10.5), hit(15), hit(30)])

    assert [(one.first, one.last, one.decided_at) for one in found] == [
        (at(0), at(10), at(10)),
        (at(10.5), at(15), at(20.5)),
    ]


def test_a_range_holds_only_if_it_still_does_at_the_end() -> None:
    between = correlation("event_count", ("gt", 1), ("lte", 3))

    assert decided(scan(between, [hit(0), hit(1), *(hit(20 + i) for i in range(4)), hit(50)])) == [10]


def test_not_equal_is_decided_at_the_end() -> None:
    assert decided(scan(correlation("event_count", ("neq", 1)), [hit(0), hit(20), hit(21)])) == [30]


def test_values_are_counted_without_regard_to_case() -> None:
    different = correlation("value_count", ("gte", 3), fields=("file",))

    assert scan(different, [hit(0, file="A"), hit(1, file="a"), hit(2, file="b")]) == []
    assert decided(scan(different, [hit(0, file="A"), hit(1, file="b"), hit(2, file="c")])) == [2]


def test_several_fields_are_counted_as_combinations() -> None:
    pairs = correlation("value_count", ("gte", 3), fields=("host", "file"))

    found = scan(pairs, [hit(0, host="x", file="1"), hit(1, host="x", file="2"), hit(2, host="y", file="1")])

    assert [one.number for one in found] == [3]


def test_events_without_the_value_are_counted() -> None:
    correlator = make(correlation("value_count", ("gte", 1), fields=("file",)))

    assert [*correlator.feed("acme", [hit(0)]), *correlator.flush()] == []
    assert correlator.counts("acme").without_value == 1


def test_a_sum_is_exact_and_fires_when_it_crosses() -> None:
    total = correlation("value_sum", ("gte", 0.3), fields=("size",))

    found = scan(total, [hit(0, size="0.1"), hit(1, size="0.1"), hit(2, size="0.1"), hit(3, size="5")])

    assert [(one.number, one.total) for one in found] == [(0.3, 3)]


def test_what_is_no_number_is_counted() -> None:
    correlator = make(correlation("value_sum", ("gte", 3), fields=("size",)))
    sizes = ["many", "NaN", "1e999999999", "0x10", "3"]

    found = correlator.feed("acme", [hit(second, size=size) for second, size in enumerate(sizes)]) + correlator.flush()

    assert [one.number for one in found] == [3]
    assert correlator.counts("acme").not_a_number == 4


@pytest.mark.parametrize(
    ("kind", "percent", "number"),
    [
        ("value_avg", None, 4),
        ("value_median", None, 2.5),
        ("value_percentile", 75, 4.75),
        ("value_percentile", 100, 10),
    ],
)
def test_statistics_are_over_the_whole_window(kind: str, percent: float | None, number: float) -> None:
    statistic = correlation(kind, ("gt", 2), fields=("size",), percentile=percent)

    found = scan(statistic, [hit(second, size=size) for second, size in enumerate(("10", "1", "2", "3"))])

    assert [(one.number, one.total) for one in found] == [(number, 4)]
    assert decided(found) == [10]


def test_without_a_percentile_the_share_of_the_rarest_value_is_compared() -> None:
    rare = correlation("value_percentile", ("lte", 25), fields=("image",))

    found = scan(rare, [hit(second, image=image) for second, image in enumerate(("cmd", "cmd", "CMD", "mimikatz"))])

    assert [one.number for one in found] == [25]


TOGETHER = correlation("temporal", rules=("a", "b", "c"))
ORDERED = correlation("temporal_ordered", rules=("a", "b", "c"))


def test_temporal_wants_all_rules_in_any_order() -> None:
    found = scan(TOGETHER, [hit(0, "c"), hit(1, "a"), hit(10, "b")])

    assert [(one.number, one.total, one.first) for one in found] == [(3, 3, at(0))]


def test_temporal_wants_them_within_the_time_span() -> None:
    assert scan(TOGETHER, [hit(0, "c"), hit(1, "a"), hit(10.5, "b")]) == []


def test_temporal_with_a_bound_wants_that_many_rules() -> None:
    two = correlation("temporal", ("gte", 2), rules=("a", "b", "c"))

    assert decided(scan(two, [hit(0, "c"), hit(1, "c"), hit(2, "a")])) == [2]


def test_ordered_wants_the_order_of_the_rule() -> None:
    assert decided(scan(ORDERED, [hit(0, "a"), hit(1, "c"), hit(2, "b"), hit(3, "c")])) == [3]
    assert scan(ORDERED, [hit(0, "c"), hit(1, "b"), hit(2, "a")]) == []


def test_ordered_takes_the_latest_start_that_works() -> None:
    assert decided(scan(ORDERED, [hit(0, "a"), hit(5, "a"), hit(6, "b"), hit(15, "c")])) == [15]


def test_events_of_the_same_time_are_in_the_order_of_their_records() -> None:
    two = correlation("temporal_ordered", rules=("a", "b"))

    assert decided(scan(two, [hit(0, "b", record=2), hit(0, "a", record=1)])) == [0]
    assert scan(two, [hit(0, "b", record=1), hit(0, "a", record=2)]) == []


def test_one_event_is_never_two_steps() -> None:
    two = correlation("temporal_ordered", rules=("a", "b"))

    assert scan(two, [hit(0, "a"), hit(0, "b")]) == []
    assert decided(scan(two, [hit(0, "a"), hit(1, "a"), hit(1, "b")])) == [1]


def test_ordered_with_a_bound_may_skip_rules() -> None:
    two = correlation("temporal_ordered", ("gte", 2), rules=("a", "b", "c"))

    assert decided(scan(two, [hit(0, "b"), hit(1, "a"), hit(2, "c")])) == [2]


A_WITHOUT_B = RefAnd((RuleRef("a"), RefNot(RuleRef("b"))))


def test_an_expression_says_which_rules_are_wanted() -> None:
    either = correlation(
        "temporal", rules=("a", "b", "c"), expression=RefAnd((RefOr((RuleRef("a"), RuleRef("b"))), RuleRef("c")))
    )

    assert decided(scan(either, [hit(0, "b"), hit(1, "c")])) == [1]
    assert scan(either, [hit(0, "a"), hit(1, "b")]) == []


@pytest.mark.parametrize("kind", ["temporal", "temporal_ordered"])
def test_not_waits_for_the_end_of_the_window(kind: str) -> None:
    alone = correlation(kind, rules=("a", "b"), expression=A_WITHOUT_B)

    assert scan(alone, [hit(0, "a"), hit(10, "b")]) == []
    assert decided(scan(alone, [hit(0, "a"), hit(10.5, "b")])) == [10]


def test_an_alias_joins_different_fields() -> None:
    joined = correlation(
        "temporal", rules=("error", "b"), group_by=("ip",), aliases={"ip": {"error": "destination", "b": "origin"}}
    )
    rules = (rule("a", name="error"), rule("b"))

    found = scan(joined, [hit(0, "a", destination="10.0.0.1"), hit(1, "b", origin="10.0.0.1")], rules=rules)

    assert [one.group for one in found] == [(("ip", "10.0.0.1"),)]
    assert scan(joined, [hit(0, "a", origin="10.0.0.1"), hit(1, "b", origin="10.0.0.1")], rules=rules) == []


MANY = correlation("event_count", ("gte", 3), id="many", name="many_failures", group_by=("host",))
THEN = correlation("temporal_ordered", id="then", rules=("many_failures", "b"))


def test_a_chain_groups_by_the_fields_of_the_event_that_decided() -> None:
    failures = [hit(second, host="pc") for second in range(3)]

    found = scan([THEN, MANY], [*failures, hit(3, "b")])

    assert [(one.correlation_id, one.group) for one in found] == [("then", (("user", "alice"),))]
    assert found[0].events == (EventRef("correlation:many['pc']", 1775044802000000), EventRef("log", 3000))


def test_the_inner_correlation_is_reported_only_with_generate() -> None:
    failures = [hit(second, host="pc") for second in range(3)]

    found = scan([replace(THEN, generate=True), MANY], [*failures, hit(3, "b")])

    assert [one.correlation_id for one in found] == ["many", "then"]


def test_rules_that_only_serve_correlations_are_silent() -> None:
    assert make([THEN, MANY]).silent_rules == {"a", "b", "many"}
    assert make([replace(THEN, generate=True), MANY]).silent_rules == {"a"}


def test_what_more_events_cannot_undo_builds_on_such_alone() -> None:
    few = correlation("event_count", ("lt", 3), id="few")
    after_few = correlation("event_count", ("gte", 1), id="after-few", rules=("few", "a"))
    after_many = correlation("event_count", ("gte", 1), id="after-many", rules=("many",))

    assert make([after_few, after_many, few, replace(MANY, id="many")]).at_once == {"many", "after-many"}


def test_a_window_that_closed_can_be_part_of_a_chain() -> None:
    quiet = replace(FEWER_THAN_THREE, id="quiet")
    after = correlation("temporal_ordered", id="after", rules=("quiet", "b"))

    assert decided(scan([quiet, after], [hit(0), hit(10, "b"), hit(11, "b")])) == [11]


@pytest.mark.parametrize("kind", ["event_count", "value_avg"])
def test_a_flood_of_groups_stays_within_the_limit(kind: str) -> None:
    flood = correlation(kind, ("gte", 3), fields=("size",) if kind == "value_avg" else (), timespan=timedelta(days=1))
    correlator = make(flood, limits=CorrelationLimits(allowed_lateness=timedelta(0), max_groups=1000))
    hits = (hit(0, record=record, user=f"u{record}", size="1") for record in range(30_000))

    for record, one in enumerate(hits):
        correlator.feed("acme", [replace(one, time=at(record / 1000))])

    assert correlator.held("acme") == (1, 1000)
    assert correlator.counts("acme").evicted_groups == 30_000 - 1 - 1000
    assert len(correlator._tenants["acme"]._timers) <= 2 * 1000 + 64


def test_a_flood_in_one_rule_leaves_the_windows_of_others_alone() -> None:
    flooded = correlation("event_count", ("gte", 2), id="flooded", rules=("b",), timespan=timedelta(days=1))
    limits = CorrelationLimits(allowed_lateness=timedelta(0), max_groups=10)
    flood = [hit(1 + record / 100, "b", user=f"u{record}") for record in range(500)]

    found = scan([THREE, flooded], [hit(0), hit(0.5), *flood, hit(7)], limits=limits)

    assert [one.correlation_id for one in found] == ["pattern"]


def test_the_group_with_the_oldest_last_event_goes_first() -> None:
    limits = CorrelationLimits(allowed_lateness=timedelta(0), max_groups=2)
    users = ["bob", "alice", "bob", "carol", "bob", "alice", "alice"]

    found = scan(THREE, [hit(second, user=user) for second, user in enumerate(users)], limits=limits)

    assert [one.group for one in found] == [(("user", "bob"),)]


def test_too_many_waiting_hits_are_decided_early() -> None:
    limits = CorrelationLimits(allowed_lateness=timedelta(hours=1), max_pending=3)
    correlator = make(THREE, limits=limits)

    found = correlator.feed("acme", [hit(second) for second in range(6)])

    assert decided(found) == [2]
    assert correlator.counts("acme").decided_early == 3


def test_after_the_end_a_tenant_begins_anew() -> None:
    correlator = make(THREE)
    correlator.feed("acme", [hit(0), hit(1)])
    correlator.flush()

    assert correlator.held("acme") == (0, 0)
    assert [*correlator.feed("acme", [hit(2)]), *correlator.flush()] == []


def test_windows_of_a_changed_rule_are_forgotten_and_counted() -> None:
    correlator = make(THREE)
    correlator.feed("acme", [hit(0), hit(1), hit(2)])
    changed = make(correlation("event_count", ("gte", 2)))

    changed.load(orjson.loads(orjson.dumps(correlator.dump())))

    assert changed.counts("acme").forgotten_groups == 1
    assert changed.held("acme") == (1, 0)


def test_a_state_of_another_version_is_refused() -> None:
    with pytest.raises(UnknownStateError, match="version 2, this program reads 1"):
        make(THREE).load({"version": 2, "tenants": {}})


def test_rules_nobody_correlates_are_not_wanted() -> None:
    correlator = Correlator([THREE], RULES, limits=NO_LATENESS)

    assert correlator.wanted_rules == {"a"}
    assert correlator.feed("acme", [hit(0, "b"), hit(9, "zzz")]) == []
    assert correlator.held("acme") == (0, 0)
