"""The correlator against an oracle that recomputes everything, whatever the order, batches, restarts and tenants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from correlations import (
    NOON,
    RULES,
    correlation,
    make,
    scan,
    some_correlation,
    some_hits,
)
from oracle.correlation import expected
from otasuke.detect.correlate import CorrelationHit, CorrelationLimits, Correlator, RuleHit
from otasuke.detect.rule import Correlation, CorrelationType

LATENESS_S = 15
WITH_LATENESS = CorrelationLimits(allowed_lateness=timedelta(seconds=LATENESS_S))


def summary(hits: Iterable[CorrelationHit]) -> list[tuple[Any, ...]]:
    return sorted((tuple(v.lower() for _, v in hit.group), hit.decided_at, float(hit.number)) for hit in hits)


def oracle_summary(rule: Correlation, hits: Sequence[RuleHit]) -> list[tuple[Any, ...]]:
    return sorted((found.group, found.decided_at, found.number) for found in expected(rule, hits))


@st.composite
def arrivals(draw: st.DrawFn, hits: Sequence[RuleHit]) -> list[RuleHit]:
    """The hits in an order in which none is later than allowed, some of them twice."""
    delays = [draw(st.integers(0, LATENESS_S)) for _ in hits]
    times = [(hit.time - NOON).total_seconds() + delay for hit, delay in zip(hits, delays, strict=True) if hit.time]
    order = sorted(zip(times, range(len(hits)), strict=True))
    arrived = [hits[index] for _, index in order]
    return [hit for hit in arrived for _ in range(draw(st.sampled_from((1, 1, 1, 2))))]


@st.composite
def batches(draw: st.DrawFn, hits: Sequence[RuleHit]) -> list[Sequence[RuleHit]]:
    cuts = sorted(draw(st.lists(st.integers(0, len(hits)), max_size=5)))
    return [hits[start:end] for start, end in zip([0, *cuts], [*cuts, len(hits)], strict=True)]


@settings(deadline=None, max_examples=120)
@given(some_correlation(), some_hits())
def test_hits_in_order_give_what_the_oracle_finds(rule: Correlation, hits: list[RuleHit]) -> None:
    found = scan(rule, hits)

    assert summary(found) == oracle_summary(rule, hits)


@pytest.mark.parametrize("kind", CorrelationType)
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_every_type_gives_what_the_oracle_finds(kind: CorrelationType, data: st.DataObject) -> None:
    rule = data.draw(some_correlation().filter(lambda rule: rule.type is kind))
    hits = data.draw(some_hits(size=15))

    found = scan(rule, hits)

    assert summary(found) == oracle_summary(rule, hits)


@settings(deadline=None, max_examples=60)
@given(some_correlation(), some_hits(), st.data())
def test_order_of_arrival_batches_and_repetition_change_nothing(
    rule: Correlation, hits: list[RuleHit], data: st.DataObject
) -> None:
    in_one = scan(rule, hits)
    correlator = make(rule, limits=WITH_LATENESS)

    found = [hit for batch in data.draw(batches(data.draw(arrivals(hits)))) for hit in correlator.feed("acme", batch)]
    found += correlator.flush()

    assert found == in_one


@settings(deadline=None, max_examples=60)
@given(some_correlation(), some_hits(), st.data())
def test_a_restart_at_any_point_changes_nothing(rule: Correlation, hits: list[RuleHit], data: st.DataObject) -> None:
    in_one = scan(rule, hits)
    correlator = make(rule, limits=WITH_LATENESS)
    found: list[CorrelationHit] = []

    for batch in data.draw(batches(data.draw(arrivals(hits)))):
        found += correlator.feed("acme", batch)
        correlator = restarted(correlator, [rule])
    found += correlator.flush()

    assert found == in_one


def restarted(correlator: Correlator, rules: Sequence[Correlation]) -> Correlator:
    """Another correlator that goes on from what the first one wrote down."""
    fresh = make(rules, limits=WITH_LATENESS)
    fresh.load(orjson.loads(orjson.dumps(correlator.dump())))
    assert fresh.dump() == correlator.dump()
    return fresh


@settings(deadline=None, max_examples=40)
@given(some_correlation(), some_hits(), some_hits(), st.data())
def test_tenants_never_influence_each_other(
    rule: Correlation, ours: list[RuleHit], theirs: list[RuleHit], data: st.DataObject
) -> None:
    alone = scan(rule, ours)
    correlator = make(rule, limits=CorrelationLimits(allowed_lateness=timedelta(0), max_groups=3, max_pending=5))
    alone = [*(one := make(rule, limits=correlator._limits)).feed("acme", ours), *one.flush()]
    turns = data.draw(st.permutations(["acme"] * len(ours) + ["other"] * len(theirs)))
    mine, others = iter(ours), iter(theirs)

    found = [hit for turn in turns for hit in correlator.feed(turn, [next(mine if turn == "acme" else others)])]
    found += correlator.flush()

    assert [hit for hit in found if hit.tenant == "acme"] == alone
    assert correlator.counts("acme") == one.counts("acme")


@settings(deadline=None, max_examples=50)
@given(some_correlation(), some_hits(size=40), st.data())
def test_limits_are_never_exceeded(rule: Correlation, hits: list[RuleHit], data: st.DataObject) -> None:
    limits = CorrelationLimits(
        allowed_lateness=timedelta(seconds=20), max_pending=7, max_groups=3, max_listed=2, max_events=8
    )
    correlator = make(rule, limits=limits)
    found: list[CorrelationHit] = []

    for hit in data.draw(arrivals(hits)):
        found += correlator.feed("acme", [hit])
        waiting, windows = correlator.held("acme")

        assert waiting <= limits.max_pending
        assert windows <= limits.max_groups
        assert largest_list(correlator.dump()["tenants"]["acme"]["correlations"]) <= max(
            limits.max_events, limits.max_groups, 2 * len(RULES) + 2
        )

    assert all(len(hit.events) <= limits.max_listed for hit in found)


def largest_list(value: Any) -> int:
    """The length of the longest list anywhere in a value."""
    if isinstance(value, dict):
        return max(map(largest_list, value.values()), default=0)
    return max([len(value), *map(largest_list, value)]) if isinstance(value, list) else 0


@settings(deadline=None, max_examples=50)
@given(some_correlation(), some_correlation(), some_hits(), st.data())
def test_chains_do_not_depend_on_arrival_or_restarts(
    inner: Correlation, outer: Correlation, hits: list[RuleHit], data: st.DataObject
) -> None:
    rules = [chained_on(inner, outer), inner]
    in_one = scan(rules, hits)
    correlator = make(rules, limits=WITH_LATENESS)
    found: list[CorrelationHit] = []

    for batch in data.draw(batches(data.draw(arrivals(hits)))):
        found += correlator.feed("acme", batch)
        correlator = restarted(correlator, rules)
    found += correlator.flush()

    assert found == in_one


def chained_on(inner: Correlation, outer: Correlation) -> Correlation:
    """The outer correlation, with the inner one added to its rules."""
    said = {
        name: getattr(outer, name) for name in ("fields", "percentile", "group_by", "timespan", "expression", "bounds")
    }
    return correlation(outer.type, **said, id="outer", rules=(*outer.rules, inner.id), generate=True)
