"""OrderedRules and SeenRules apart from groups and time; their rules in words are in test_correlator.py."""

from __future__ import annotations

from correlations import NO_LATENESS, RULES, correlation
from otasuke.detect.correlate.hits import Mark, Sighting
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.plan import make_plans
from otasuke.detect.correlate.temporal import OrderedRules, SeenRules
from otasuke.detect.rule import CorrelationType


def window(kind: CorrelationType, names: str) -> OrderedRules | SeenRules:
    plans, _ = make_plans([correlation(kind, rules=("a", "b", "c"))], RULES, NO_LATENESS)
    made = (OrderedRules if kind is CorrelationType.TEMPORAL_ORDERED else SeenRules)(plans[0])
    for time, name in enumerate(names):
        mark: Mark = (time, "log", time)
        made.add(Sighting(mark, name, mark, {}), CorrelationCounts())
    return made


def test_ordered_keeps_only_beginnings_when_every_rule_is_wanted() -> None:
    made = window(CorrelationType.TEMPORAL_ORDERED, "cbacabcbacb")

    assert {len(chain[2]) for chain in made.saved()[0]} <= {1, 2, 3}
    assert len(made.saved()[0]) <= 3


def test_ordered_forgets_chains_that_began_too_early() -> None:
    made = window(CorrelationType.TEMPORAL_ORDERED, "abc")

    made.expire(1)

    assert made.result() is None


def test_the_evidence_is_the_chain() -> None:
    made = window(CorrelationType.TEMPORAL_ORDERED, "aabbc")

    assert made.result() == 3
    assert [mark[0] for mark in made.evidence().marks] == [1, 2, 4]


def test_seen_rules_keep_the_latest_event_of_each() -> None:
    made = window(CorrelationType.TEMPORAL, "cacbb")

    assert made.result() == 3
    assert [mark[0] for mark in made.evidence().marks] == [1, 2, 4]
