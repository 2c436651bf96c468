"""Questions find exactly what a look at every event finds, with an index or without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.cast import FUJI, PROCESS, SAKURA, event, few_columns
from lake.hunting.cast import ALL, found, lake_of, outcome, write
from lake.hunting.model import shows
from lake.hunting.test_wanted import INDICATORS, VALUES
from otasuke.detect.evaluate import matches, members
from otasuke.detect.indicators.observables import Observable, parse_observable
from otasuke.detect.load import load_rules
from otasuke.detect.rule import And, Atom, Exists, FieldRef, Not, Text
from otasuke.events import LogSource
from otasuke.lake.hunting.conditions import parse_conditions
from otasuke.lake.hunting.questions import Condition, Indicators, Rules, fields_of

RULE = b"""
title: A tool
id: 11111111-1111-4111-8111-111111111111
logsource: {product: windows, category: process_creation}
detection:
    selection: {CommandLine|contains: needle}
    condition: selection
---
title: Another
id: 22222222-2222-4222-8222-222222222222
logsource: {product: linux}
detection:
    selection: {CommandLine|contains: needle}
    condition: selection
"""
FIELDS = st.dictionaries(st.sampled_from(["A", "B", "C"]), VALUES | st.lists(VALUES, max_size=3).map(tuple), max_size=3)


@settings(max_examples=60)
@given(
    st.lists(FIELDS, min_size=1, max_size=6),
    st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=4, unique=True),
    st.sampled_from([0, 1, 2048]),
)
def test_indicators_are_found_as_the_model_says_with_and_without_index(
    fields: list[dict[str, str | tuple[str, ...]]], indicators: list[Observable], most: int
) -> None:
    """However few fields have columns."""
    events = [replace(event(number), fields=one) for number, one in enumerate(fields)]
    expected = [
        number
        for number, one in enumerate(fields)
        if any(shows(text, indicator) for value in one.values() for text in members(value) for indicator in indicators)
    ]
    with TemporaryDirectory() as folder, few_columns(most):
        write(Path(folder), events[: len(events) // 2], events[len(events) // 2 :])

        assert found(Path(folder), Indicators(indicators)) == expected
        assert found(Path(folder), Indicators(indicators), replace(ALL, use_index=False)) == expected


def test_a_file_without_the_indicator_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = lake_of(tmp_path, "nothing", "example.org")
    monkeypatch.setattr("otasuke.lake.hunting.rows.OpenPart.rows", None)

    assert found(lake, Indicators([parse_observable("evil.com")])) == []
    with pytest.raises(TypeError):
        found(lake, Indicators([parse_observable("example.org")]))


def test_hits_say_where_each_indicator_was_seen_and_how_often(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "evil.com", "x.evil.com 203.0.113.5", "clean")

    answer = outcome(lake, Indicators(map(parse_observable, ["evil.com", "203.0.113.0/24"]))).answer

    assert answer.found == 2
    assert answer.counts == {"evil.com": 2, "203.0.113.0/24": 1}
    assert [(one.field, one.value, one.pattern) for one in answer.hits[1].matched] == [
        ("CommandLine", "x.evil.com 203.0.113.5", "203.0.113.0/24"),
        ("CommandLine", "x.evil.com 203.0.113.5", "evil.com"),
    ] or len(answer.hits[1].matched) == 2


def test_an_indicator_in_a_field_without_a_column_is_shown_with_that_field(tmp_path: Path) -> None:
    with few_columns(1):
        write(tmp_path, [event(0, Query='say "a\nevil.com"', More="x"), event(1, Query="x")])
    question = Indicators([parse_observable("evil.com")])

    (narrow,) = outcome(tmp_path, question, replace(ALL, whole=False)).answer.hits
    (whole,) = outcome(tmp_path, question).answer.hits

    assert narrow.event.fields == {"Query": 'say "a\nevil.com"'}
    assert [(one.field, one.pattern) for one in narrow.matched] == [("Query", "evil.com")]
    assert whole.event == event(0, Query='say "a\nevil.com"', More="x")


def test_a_name_that_no_index_holds_is_found_all_the_same(tmp_path: Path) -> None:
    assert found(lake_of(tmp_path, "srv.sakura.local", "x"), Indicators([parse_observable("sakura.local")])) == [0]


def test_rules_are_asked_of_their_log_sources_alone(tmp_path: Path) -> None:
    rules = load_rules([("r.yml", RULE)]).rules
    events = [
        event(0, CommandLine="a needle"),
        replace(event(1, CommandLine="a needle"), logsources=(LogSource("linux"),)),
        replace(event(2, CommandLine="a needle"), logsources=()),
        event(3, CommandLine="hay"),
    ]
    write(tmp_path, events[:2], events[2:])

    answer = outcome(tmp_path, Rules(rules)).answer

    assert [(hit.event.record, hit.title) for hit in answer.hits] == [
        (one.record, rule.title) for one in events for rule in rules if matches(rule, one)
    ]
    assert answer.counts == {"A tool": 1, "Another": 1}
    assert answer.hits[0].matched[0].value == "a needle"


def test_a_file_without_the_log_source_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = lake_of(tmp_path, "needle")
    monkeypatch.setattr("otasuke.lake.hunting.rows.OpenPart.rows", None)

    assert (
        found(lake, Rules([rule for rule in load_rules([("r.yml", RULE)]).rules if rule.logsource.product == "linux"]))
        == []
    )


def test_a_condition_asks_every_log_source_and_only_the_tenants_named(tmp_path: Path) -> None:
    write(tmp_path, [replace(event(0, CommandLine="x"), logsources=())])
    write(tmp_path, [event(1, CommandLine="x")], tenant=FUJI)
    question = Condition(parse_conditions(["CommandLine=x"], []))

    assert found(tmp_path, question) == [0]
    assert found(tmp_path, question, tenants=[SAKURA, FUJI]) == [0, 1]


def test_the_fields_that_were_looked_at_come_with_a_hit_or_all_of_them(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "x")
    question = Condition(parse_conditions(["CommandLine=x"], []))

    narrow = outcome(lake, question, replace(ALL, whole=False)).answer.hits[0].event
    whole = outcome(lake, question).answer.hits[0].event

    assert set(narrow.fields) == {"CommandLine"}
    assert whole == event(0, CommandLine="x")
    assert PROCESS in narrow.logsources


def test_the_fields_of_an_expression_are_known() -> None:
    both = And((Atom("A", Exists(True)), Not(Atom("B", FieldRef("C")))))

    assert fields_of(both) == {"A", "B", "C"}
    assert fields_of(And((both, Atom(None, Text(("x",)))))) is None
