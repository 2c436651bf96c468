"""What single windows keep and give up: recent.py, whole.py, window.py and the saved form of each."""

from __future__ import annotations

from typing import Any

import pytest

from correlations import RULES, correlation
from otasuke.detect.correlate.hits import Sighting, evidence_of
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits
from otasuke.detect.correlate.plan import make_plans
from otasuke.detect.correlate.tenant import new_window
from otasuke.detect.correlate.window import Once, Window

LIMITS = CorrelationLimits(max_events=5, max_values=6, max_listed=2)


def window(kind: str, *bounds: tuple[str, float], **said: Any) -> Window:
    plans, faults = make_plans([correlation(kind, *bounds, **said)], RULES, LIMITS)
    assert faults == ()
    return new_window(plans[0])


def seen(time: int, size: str = "1", *, rule: str = "a") -> Sighting:
    return Sighting((time, "log", time), rule, (time, "log", time), {"size": size})


def filled(made: Window, sizes: str) -> CorrelationCounts:
    counts = CorrelationCounts()
    for time, size in enumerate(sizes):
        made.add(seen(time, size), counts)
    return counts


def test_a_recent_count_keeps_one_event_more_than_it_needs() -> None:
    made = window("event_count", ("gte", 2))

    filled(made, "11111111")

    assert made.result() == 3
    assert len(made.saved()) == 3


def test_a_recent_count_of_values_keeps_the_latest_event_of_each() -> None:
    made = window("value_count", ("gte", 2), fields=("size",))

    filled(made, "121")
    made.expire(1)

    assert made.saved() == [[["2"], [1, "log", 1]], [["1"], [2, "log", 2]]]


def test_a_full_sum_gives_up_its_oldest_event_and_counts_it() -> None:
    made = window("value_sum", ("gte", 1), fields=("size",))

    counts = filled(made, "9111111")

    assert made.result() == 5
    assert counts.evicted_events == 2


def test_a_full_percentile_gives_up_its_oldest_number_and_counts_it() -> None:
    made = window("value_percentile", ("gte", 1), fields=("size",), percentile=100)

    counts = filled(made, "9123456"[:6])

    assert made.result() == 5
    assert counts.evicted_events == 1


def test_values_beyond_the_limit_are_counted() -> None:
    made = window("value_count", ("lt", 5), fields=("size",))

    counts = filled(made, "12345678")

    assert made.result() is None
    assert counts.evicted_events == 2


def test_a_whole_window_lists_its_first_events_and_counts_all() -> None:
    made = window("event_count", ("lt", 9))

    filled(made, "1111")

    assert made.evidence() == (((0, "log", 0), (1, "log", 1)), 0, 3, 4)


@pytest.mark.parametrize(
    "made",
    [
        ("event_count", ("gte", 2), {}),
        ("event_count", ("lt", 9), {}),
        ("value_count", ("gte", 2), {"fields": ("size",)}),
        ("value_count", ("lt", 5), {"fields": ("size",)}),
        ("value_sum", ("gt", 1), {"fields": ("size",)}),
        ("value_sum", ("lt", 99), {"fields": ("size",)}),
        ("value_avg", ("gt", 1), {"fields": ("size",)}),
        ("value_median", ("gt", 1), {"fields": ("size",)}),
        ("value_percentile", ("gt", 1), {"fields": ("size",)}),
        ("temporal", ("gte", 1), {}),
        ("temporal_ordered", ("gte", 1), {}),
    ],
)
def test_a_restored_window_is_the_same(made: tuple[str, tuple[str, float], dict[str, Any]]) -> None:
    kind, bound, said = made
    original, restored = window(kind, bound, **said), window(kind, bound, **said)
    filled(original, "3213")

    restored.restore(original.saved())

    assert restored.saved() == original.saved()
    assert (restored.result(), restored.evidence()) == (original.result(), original.evidence())
    assert original.result() is not None


def test_an_event_that_comes_for_two_rules_is_new_once() -> None:
    once = Once()

    assert [once.is_new(one) for one in (seen(1), seen(1, rule="b"), seen(2), seen(2))] == [True, False, True, False]


def test_evidence_is_oldest_first_and_names_each_event_once() -> None:
    assert evidence_of(((5, "b", 1), (3, "a", 2), (5, "b", 1))) == (((3, "a", 2), (5, "b", 1)), 3, 5, 2)
