from __future__ import annotations

from dataclasses import asdict, fields
from datetime import timedelta

import pytest

from correlations import correlation, decided, hit, make, scan
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits

TWO = correlation("event_count", ("gte", 2))


def test_nothing_was_left_out_before_the_first_hit() -> None:
    assert set(asdict(CorrelationCounts()).values()) == {0}


def test_every_limit_is_above_zero() -> None:
    for limits in (CorrelationLimits(), CorrelationLimits.for_scan()):
        for field in fields(limits):
            assert getattr(limits, field.name) > type(getattr(limits, field.name))(0)


def test_a_scan_takes_recordings_in_any_order() -> None:
    hits = [hit(100_000), hit(1), hit(0)]

    assert decided(scan(TWO, hits, limits=CorrelationLimits.for_scan())) == [1]
    assert decided(scan(TWO, hits, limits=CorrelationLimits())) == []


@pytest.mark.parametrize(("late", "dropped"), [(10, 0), (10.000001, 1)])
def test_an_event_may_be_exactly_as_late_as_allowed(late: float, dropped: int) -> None:
    correlator = make(TWO, limits=CorrelationLimits(allowed_lateness=timedelta(seconds=10)))

    list(correlator.feed("acme", [hit(100), hit(100 - late)]))

    assert correlator.counts("acme").late_dropped == dropped
