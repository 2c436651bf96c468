from __future__ import annotations

from detect.correlate.windows import filled, plan, seen
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.recent import RecentEvents, RecentSum, RecentValues


def test_an_event_at_the_oldest_time_stays() -> None:
    window, _ = filled(plan("event_count", ("gte", 2)), "1", "1", "1")

    window.expire(1)

    assert isinstance(window, RecentEvents)
    assert window.result() == 2
    assert window.evidence() == (((1, "log", 1), (2, "log", 2)), 1, 2, 2)


def test_the_condition_is_false_again_when_events_have_become_too_old() -> None:
    window, _ = filled(plan("event_count", ("gte", 2)), "1", "1")

    window.expire(1)

    assert window.result() is None


def test_a_value_seen_again_is_as_young_as_its_last_event() -> None:
    window, _ = filled(plan("value_count", ("gte", 2), fields=("size",)), "x", "y", "X")

    window.expire(1)

    assert isinstance(window, RecentValues)
    assert window.result() == 2


def test_an_event_without_the_field_is_counted_and_adds_no_value() -> None:
    window, counts = filled(plan("value_count", ("gte", 1), fields=("size",)), "")

    assert window.result() is None
    assert counts.without_value == 1


def test_a_sum_follows_what_comes_and_goes_exactly() -> None:
    window, _ = filled(plan("value_sum", ("gt", 0), fields=("size",)), "0.1", "0.2", "0.7")

    window.expire(2)

    assert isinstance(window, RecentSum)
    assert str(window.result()) == "7/10"


def test_the_sum_of_no_events_never_holds() -> None:
    window, _ = filled(plan("value_sum", ("gte", 0), fields=("size",)), "0")
    assert window.result() == 0

    window.expire(1)

    assert window.result() is None


def test_an_event_that_matched_two_rules_counts_once() -> None:
    made = plan("event_count", ("gte", 2), rules=("a", "b"))
    window, counts = filled(made, "1")

    window.add(seen(0, rule="b"), counts)

    assert window.result() is None
    assert counts == CorrelationCounts()
