"""The product's evaluator and engine against the oracle: no difference, whatever the rules and the events."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from oracle.compare import Engine, differences
from oracle.evaluate import Oracle
from oracle.near import near_events
from oracle.product import ENGINES, events_of
from oracle.rules import read_rule
from oracle.sigmahq import oracle_rules, product_rules
from otasuke.detect.load import load_rules
from otasuke.detect.rule import Rule
from otasuke.events import Event
from strategies import rules_with_events

engines = pytest.mark.parametrize("engine", ["reference"])

EVENTS_PER_RECORDING = 5
RECORDINGS = ("evtx/**/*.evtx", "otrf/**/*.[zZ]ip")


def parsed(documents: Sequence[dict[str, Any]]) -> tuple[Rule, ...]:
    """The product's rules for these documents."""
    ruleset = load_rules([("rule.yml", yaml.safe_dump_all(documents, allow_unicode=True, sort_keys=False).encode())])
    assert ruleset.faults == ()
    return ruleset.rules


def sigmahq(shared_data: Path, engine: str) -> tuple[Oracle, Engine]:
    """Both sides with all rules that the product can run."""
    rules = product_rules(shared_data / "sigma").rules
    runnable = {rule.id for rule in rules}
    oracle = Oracle([rule for rule in oracle_rules(shared_data / "sigma") if rule.id in runnable])
    return oracle, ENGINES[engine](rules)


@engines
@given(rules_with_events())
def test_any_rule_matches_what_the_oracle_says(engine: str, case: tuple[list[dict[str, Any]], list[Event]]) -> None:
    documents, events = case
    oracle = Oracle([read_rule(document) for document in documents])

    _, different = differences(oracle, ENGINES[engine](parsed(documents)), events)

    assert different == []


@engines
@given(rules_with_events(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_splitting_and_shuffling_changes_nothing(
    engine: str, case: tuple[list[dict[str, Any]], list[Event]], random: Any, size: int
) -> None:
    documents, events = case
    run = ENGINES[engine](parsed(documents))
    order = random.sample(range(len(events)), len(events))
    whole = run(events)

    in_parts: set[tuple[int, str]] = set()
    for start in range(0, len(order), size):
        part = order[start : start + size]
        in_parts |= {(part[ordinal], rule_id) for ordinal, rule_id in run([events[number] for number in part])}

    assert in_parts == whole


@engines
@pytest.mark.shared_data
def test_recorded_events_match_what_the_oracle_says(engine: str, shared_data: Path) -> None:
    oracle, run = sigmahq(shared_data, engine)
    paths = sorted(itertools.chain(*(shared_data.glob(pattern) for pattern in RECORDINGS)))
    events = [event for path in paths[::5] for event in itertools.islice(events_of(path), EVENTS_PER_RECORDING)]

    matches, different = differences(oracle, run, events)

    assert len(matches) > 50
    assert different == []


@engines
@pytest.mark.shared_data
def test_events_near_rules_match_what_the_oracle_says(engine: str, shared_data: Path) -> None:
    oracle, run = sigmahq(shared_data, engine)
    events = list(near_events(oracle.rules[::8], count=1, seed=2))

    matches, different = differences(oracle, run, events)

    assert len(matches) > 200
    assert different == []
