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

from oracle.compare import differences
from oracle.evaluate import Oracle
from oracle.json_lines import lines_near
from oracle.near import near_events
from oracle.product import ENGINES, LineEngine, events_of, line_event
from oracle.rules import read_rule
from oracle.sigmahq import engine as sigmahq_engine
from oracle.sigmahq import oracle_rules, product_rules
from otasuke.detect.load import load_rules
from otasuke.detect.rule import Rule
from otasuke.events import Event, Value
from strategies import event_of, rules_with_events

engines = pytest.mark.parametrize("engine", sorted(ENGINES))

EVENTS_PER_RECORDING = 5
RECORDINGS = ("evtx/**/*.evtx", "otrf/**/*.[zZ]ip")


def parsed(documents: Sequence[dict[str, Any]]) -> tuple[Rule, ...]:
    """The product's rules for these documents."""
    ruleset = load_rules([("rule.yml", yaml.safe_dump_all(documents, allow_unicode=True, sort_keys=False).encode())])
    assert ruleset.faults == ()
    return ruleset.rules


def sigmahq(shared_data: Path) -> Oracle:
    """The oracle with all rules that the product can run."""
    runnable = {rule.id for rule in product_rules(shared_data / "sigma").rules}
    return Oracle([rule for rule in oracle_rules(shared_data / "sigma") if rule.id in runnable])


ONCE_WRONG: tuple[tuple[Any, dict[str, Value]], ...] = (
    ({"A|fieldref|cased": "B"}, {"A": "x", "B": "x"}),
    ({"A|fieldref|contains|cased": "B"}, {"A": "ax", "B": "x"}),
    (["?"], {"A": "x"}),
    (["*"], {"A": ""}),
    (["日"], {"A": "x日"}),
    (["É"], {"A": "é"}),
    ({"|re": "^x"}, {"A": "xy"}),
    ({"A|cidr": "2001:db8::/32"}, {"A": "2001:db8::1"}),
    ({"A|cidr": "::/0"}, {"A": ("x", "2001:db8::1")}),
)
"""Rules with events that they match, and that some version of the engine did not find."""


@engines
@pytest.mark.parametrize(("selection", "fields"), ONCE_WRONG)
def test_what_was_once_wrong_is_right(engine: str, selection: Any, fields: dict[str, Value]) -> None:
    document = rule_of(selection)

    matches = ENGINES[engine](parsed([document]))([event_of(fields)])

    assert matches == {(0, document["id"])}
    assert matches == Oracle([read_rule(document)]).matches([event_of(fields)])


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("windows.flat", b'{"Channel": "Security", "EventID": 4688, "NewProcessName": "x"}'),
        (
            "windows.evtx",
            b'{"Event": {"System": {"Channel": "Security", "EventID": 4688}, "EventData": {"NewProcessName": "x"}}}',
        ),
        ("okta.system", b'{"Image": "x"}'),
    ],
)
def test_a_line_matches_like_its_event(source: str, line: bytes) -> None:
    document = rule_of({"Image": "x"}) | {"logsource": {"product": "okta" if source == "okta.system" else "windows"}}

    matches = LineEngine(parsed([document])).matches(source, [line])

    assert matches == ENGINES["reference"](parsed([document]))([line_event(source, line)]) == {(0, document["id"])}


def rule_of(selection: Any) -> dict[str, Any]:
    """A rule with one selection."""
    return {
        "title": "An example",
        "id": "9c1b2a52-7d3e-4c64-8b1a-0f6c2f9f8a11",
        "level": "low",
        "logsource": {"product": "sample"},
        "detection": {"selection": selection, "condition": "selection"},
    }


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
    oracle, run = sigmahq(shared_data), sigmahq_engine(engine, shared_data / "sigma")
    paths = sorted(itertools.chain(*(shared_data.glob(pattern) for pattern in RECORDINGS)))
    events = [event for path in paths[::5] for event in itertools.islice(events_of(path), EVENTS_PER_RECORDING)]

    matches, different = differences(oracle, run, events)

    assert len(matches) > 50
    assert different == []


@engines
@pytest.mark.shared_data
def test_events_near_rules_match_what_the_oracle_says(engine: str, shared_data: Path) -> None:
    oracle, run = sigmahq(shared_data), sigmahq_engine(engine, shared_data / "sigma")
    events = list(near_events(oracle.rules[::8], count=1, seed=2))

    matches, different = differences(oracle, run, events)

    assert len(matches) > 200
    assert different == []


@pytest.mark.shared_data
def test_json_lines_near_rules_match_what_the_oracle_says_of_their_events(shared_data: Path) -> None:
    oracle = sigmahq(shared_data)
    engine = LineEngine(product_rules(shared_data / "sigma").rules)
    events_by_source: dict[str, list[tuple[bytes, Event]]] = {}
    for source, line in lines_near(oracle.rules[::8], count=1, seed=3):
        events_by_source.setdefault(source, []).append((line, line_event(source, line)))

    different = {
        (pairs[ordinal][0], rule_id)
        for source, pairs in events_by_source.items()
        for ordinal, rule_id in oracle.matches(event for _, event in pairs)
        ^ engine.matches(source, [line for line, _ in pairs])
    }

    assert different == set()
