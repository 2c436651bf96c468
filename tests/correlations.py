"""Small correlation rules and hits for the tests of correlation, by hand and by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from otasuke.detect.correlate import CorrelationHit, CorrelationLimits, Correlator, RuleHit
from otasuke.detect.rule import (
    And,
    Bound,
    Correlation,
    CorrelationType,
    Level,
    Place,
    RefAnd,
    RefExpr,
    RefNot,
    RefOr,
    Rule,
    RuleRef,
)
from otasuke.events import LogSource, Value

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
COUNTS = (CorrelationType.EVENT_COUNT, CorrelationType.VALUE_COUNT, CorrelationType.VALUE_SUM)
TEMPORAL = (CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED)
NO_LATENESS = CorrelationLimits(allowed_lateness=timedelta(0))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def rule(id: str, *, name: str | None = None) -> Rule:
    return Rule(id, id, Level.LOW, LogSource(), And(()), Place("rules/x.yml", 1), name=name)


RULES = (rule("a"), rule("b"), rule("c"))


def correlation(type: CorrelationType | str = "event_count", *bounds: tuple[str, float], **said: Any) -> Correlation:
    """A correlation of rule `a` by `user` within ten seconds, unless said otherwise."""
    given: dict[str, Any] = {
        "id": "pattern",
        "title": "Pattern",
        "level": Level.HIGH,
        "type": CorrelationType(type),
        "rules": ("a",),
        "group_by": ("user",),
        "timespan": timedelta(seconds=10),
        "place": Place("rules/pattern.yml", 1),
        "bounds": tuple(Bound(operator, number) for operator, number in bounds),  # type: ignore[arg-type]
    }
    return Correlation(**(given | said))


def hit(
    seconds: float, rule_id: str = "a", *, record: int | None = None, source: str = "log", **fields: Value
) -> RuleHit:
    """A hit for alice; its record is its time in milliseconds, unless said otherwise."""
    number = round(seconds * 1000) if record is None else record
    return RuleHit(rule_id, at(seconds), source, number, {"user": "alice", **fields})


def scan(
    correlations: Correlation | Sequence[Correlation],
    hits: Iterable[RuleHit],
    *,
    limits: CorrelationLimits = NO_LATENESS,
    rules: Iterable[Rule] = RULES,
) -> list[CorrelationHit]:
    """Everything that is found in hits that come in one batch, to the end."""
    correlator = make(correlations, limits=limits, rules=rules)
    return [*correlator.feed("acme", hits), *correlator.flush()]


def make(
    correlations: Correlation | Sequence[Correlation],
    *,
    limits: CorrelationLimits = NO_LATENESS,
    rules: Iterable[Rule] = RULES,
) -> Correlator:
    """A correlator without faults."""
    several = [correlations] if isinstance(correlations, Correlation) else correlations
    correlator = Correlator(several, rules, limits=limits)
    assert correlator.faults == ()
    return correlator


def decided(hits: Iterable[CorrelationHit]) -> list[float]:
    """When the hits were decided, in seconds after noon."""
    return [(found.decided_at - NOON).total_seconds() for found in hits]


_NUMBERS = st.sampled_from((0, 1, 2, 3, 5, 1.5))
_BOUND = st.builds(Bound, st.sampled_from(("lt", "lte", "gt", "gte", "eq", "neq")), _NUMBERS)
_LOWER_BOUND = st.builds(Bound, st.sampled_from(("gt", "gte")), _NUMBERS)
_BOUNDS = st.lists(_LOWER_BOUND, min_size=1, max_size=2) | st.lists(_BOUND, min_size=1, max_size=2)
_REFERENCES = st.sampled_from([RuleRef(name) for name in "abc"])


def _joined(parts: st.SearchStrategy[RefExpr]) -> st.SearchStrategy[RefExpr]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.builds(RefAnd, several) | st.builds(RefOr, several) | st.builds(RefNot, parts)


@st.composite
def some_correlation(draw: st.DrawFn) -> Correlation:
    """Any correlation that can run."""
    kind = draw(st.sampled_from(CorrelationType))
    rules = draw(
        st.permutations("abc").flatmap(lambda names: st.integers(1, 3).map(lambda count: tuple(names[:count])))
    )
    said: dict[str, Any] = {"rules": rules, "timespan": timedelta(seconds=draw(st.integers(1, 12)))}
    said["group_by"] = draw(st.sampled_from(((), ("user",), ("who",), ("user", "host"))))
    said["aliases"] = {"who": {"a": "user", "b": "host"}}
    bounds = draw(_BOUNDS)
    if kind in TEMPORAL:
        bounds = [Bound(bound.operator, min(bound.number, len(rules) - 1)) for bound in bounds]
        if draw(st.booleans()):
            said["rules"] = tuple(draw(st.permutations("abc")))
            said["expression"] = draw(st.recursive(_REFERENCES, _joined, max_leaves=4))
            bounds = []
        elif draw(st.booleans()):
            bounds = []
    elif kind is not CorrelationType.EVENT_COUNT:
        several = kind is CorrelationType.VALUE_COUNT and draw(st.booleans())
        said["fields"] = ("size", "host") if several else ("size",)
    if kind is CorrelationType.VALUE_PERCENTILE:
        said["percentile"] = draw(st.sampled_from((None, 0, 25, 50, 99.5, 100)))
    return correlation(kind, **said, bounds=tuple(bounds))


_FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "user": st.sampled_from(("alice", "Alice", "bob", "", ("alice", "bob"), ("BOB", "bob"))),
    "host": st.sampled_from(("alice", "pc", ("pc", "nas"))),
    "size": st.sampled_from(("1", "2", "0.1", "-1.5", "1e1", "many", "", ("1", "x", "3"))),
    "who": st.sampled_from(("alice", "carol")),
}


@st.composite
def some_hits(draw: st.DrawFn, *, size: int = 25, seconds: int = 40) -> list[RuleHit]:
    """Hits in the order of their events; some events match several rules, and many happen at the same time."""
    hits: list[RuleHit] = []
    for record in range(draw(st.integers(0, size))):
        time, source = at(draw(st.integers(0, seconds))), draw(st.sampled_from(("log", "nas")))
        fields = draw(st.fixed_dictionaries({}, optional=_FIELDS))
        rules = draw(st.sets(st.sampled_from("abc"), min_size=1, max_size=3))
        hits += [RuleHit(name, time, source, record, fields) for name in sorted(rules)]
    return sorted(hits, key=in_order)


def in_order(one: RuleHit) -> tuple[datetime, str, int, str]:
    """Where a hit stands in the order of events."""
    assert one.time is not None
    return one.time, one.source, one.record, one.rule_id
