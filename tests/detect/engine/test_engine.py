"""The engine is held equal to the reference evaluator, on events and on lines, whatever the sizes of its tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiled import engine_for
from detect.engine.lines import SOURCES, Writer, expected, reader
from detect.rules import rule
from otasuke.detect.engine.engine import Engine
from otasuke.detect.engine.workspace import Sizes
from otasuke.detect.evaluate import matches
from otasuke.detect.kernel.layout import Counter
from otasuke.detect.load import load_rules
from otasuke.detect.rule import Rule
from otasuke.events import Event
from otasuke.normalise.base import JsonSource
from otasuke.normalise.windows import flat
from strategies import mixed_rules_with_events, rules_with_events

Case = tuple[JsonSource, list[Rule], list[bytes]]

FIELD_NAMES = {
    "network.suricata": (
        ("Alpha", "Beta", "Gamma"),
        ("query", "dns.rrname", "http.url"),
        ("rcode", "event_type", "a.b"),
    ),
    "": (
        ("Alpha", "Beta", "Gamma"),
        ("Image", "CommandLine", "NewProcessName"),
        ("EventID", "Channel", "Data"),
        ("a.b", "a.c", "a.b.c"),
        ("Al pha", 'Be"ta', "Ga\\mma"),
        ("process.executable", "Image", "ImageLoaded"),
        ("class", "o", "f"),
    ),
}
TINY = st.builds(
    Sizes,
    arena=st.sampled_from((1 << 11, 1 << 13, 1 << 16)),
    entries=st.sampled_from((2, 8)),
    sets=st.sampled_from((2, 4, 16)),
    set_items=st.sampled_from((1, 3, 8)),
    verdicts=st.sampled_from((4, 16)),
    hits=st.sampled_from((1, 2, 5)),
    asks=st.sampled_from((4, 6)),
    tokens=st.sampled_from((2, 9, 64)),
    quotes=st.sampled_from((64, 100, 400)),
    lines=st.sampled_from((1, 3, 64)),
    classes=st.sampled_from((1, 2, 8)),
    class_keys=st.sampled_from((2, 8)),
)


def parsed(documents: Sequence[dict[str, Any]]) -> list[Rule]:
    loaded = load_rules((f"{number}.yml", json.dumps(one).encode()) for number, one in enumerate(documents))
    return list(loaded.rules)


@st.composite
def rules_with_lines(draw: st.DrawFn) -> Case:
    """Rules for a source of lines, and lines of it that hold what the rules look for."""
    source = draw(st.sampled_from(SOURCES))
    names = draw(st.sampled_from(FIELD_NAMES.get(source.name, FIELD_NAMES[""])))
    documents, events = draw(mixed_rules_with_events())
    product = "suricata" if source.name == "network.suricata" else "windows"
    gates = [{"product": product}, {"product": product, "category": "process_creation"}, {"category": "dns"}]
    rules = [renamed(document, names) | {"logsource": draw(st.sampled_from(gates))} for document in documents]
    writer = Writer(Random(draw(st.integers(0, 2**32))))
    places = dict(zip(("Alpha", "Beta", "Gamma"), names, strict=True))
    lines = [
        writer.line(source, {places.get(name, name): value for name, value in event.fields.items()})
        for event in events
        for _ in range(4)
    ]
    return source, parsed(rules), [line.replace(b"\n", b"") for line in lines]


def renamed(document: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The same rule about fields of other names."""
    written = json.dumps(document["detection"], ensure_ascii=False)
    for before, after in zip(("Alpha", "Beta", "Gamma"), names, strict=True):
        written = written.replace(before, json.dumps(after, ensure_ascii=False)[1:-1])
    return document | {"detection": json.loads(written)}


def pairs_of(engine: Engine, source: JsonSource, lines: Sequence[bytes], newline: bytes = b"\n") -> tuple[Any, Any]:
    assert source.shape is not None
    hits = engine.match_lines(source.shape, newline.join(lines), reader(source))
    pairs = [tuple(pair) for pair in hits.pairs.tolist()]
    assert pairs == sorted(set(pairs))
    return set(pairs), set(hits.unreadable)


def expected_pairs(rules: Sequence[Rule], events: Sequence[Event]) -> set[tuple[int, int]]:
    return {(at, number) for at, event in enumerate(events) for number, one in enumerate(rules) if matches(one, event)}


def event_pairs(engine: Engine, events: Sequence[Event]) -> set[tuple[int, int]]:
    return {(line, number) for line, number in engine.match_events(events).pairs.tolist()}


@given(rules_with_events())
def test_events_match_as_the_reference_says(case: tuple[list[dict[str, Any]], list[Event]]) -> None:
    documents, events = case
    rules = parsed(documents)

    assert event_pairs(engine_for(rules), events) == expected_pairs(rules, events)


@given(rules_with_lines())
def test_lines_match_as_the_reference_says_of_their_events(case: Case) -> None:
    source, rules, lines = case

    found = pairs_of(engine_for(rules), source, [line for line in lines if line.strip(b" \t\r")])

    assert found == expected(source, [line for line in lines if line.strip(b" \t\r")], rules)


@given(rules_with_lines(), TINY, st.data())
def test_neither_the_sizes_of_tables_nor_the_cutting_into_batches_change_what_matches(
    case: Case, sizes: Sizes, data: st.DataObject
) -> None:
    source, rules, lines = case
    lines = data.draw(st.permutations([line for line in lines if line.strip(b" \t\r")]))
    engine = engine_for(rules, sizes=sizes)
    wanted, unreadable = expected(source, lines, rules)

    cut = data.draw(st.integers(0, len(lines)))
    first, second = pairs_of(engine, source, lines[:cut]), pairs_of(engine, source, lines[cut:])

    assert first[0] | {(line + cut, number) for line, number in second[0]} == wanted
    assert first[1] | {line + cut for line in second[1]} == unreadable


@given(rules_with_events(), TINY)
def test_events_match_the_same_in_small_tables(case: tuple[list[dict[str, Any]], list[Event]], sizes: Sizes) -> None:
    documents, events = case
    rules = parsed(documents)

    assert event_pairs(engine_for(rules, sizes=sizes), events) == expected_pairs(rules, events)


@given(rules_with_lines())
def test_lines_may_be_counted_beyond_any_number(case: Case) -> None:
    source, rules, lines = case
    lines = [line for line in lines if line.strip(b" \t\r")]
    engine = engine_for(rules)
    before = pairs_of(engine, source, lines)

    engine._space.counters[Counter.STAMP] = (1 << 30) + 1

    assert [pairs_of(engine, source, lines) for _ in range(3)] == [before] * 3


@pytest.mark.parametrize("size", [1 << 20, 9 << 20])
def test_a_line_longer_than_the_table_of_text_is_matched_among_others(size: int) -> None:
    short = b'{"Channel":"System","EventID":1,"Image":"needle"}'
    long = b'{"Channel":"System","EventID":1,"Image":"' + b"x" * size + b'needle"}'
    lines = [short, long, short, b"x" * size, b" " * size, short]
    engine = engine_for([rule("s:\n  Image|contains: needle\ncondition: s")])

    hits = engine.match_lines(flat.FLAT, b"\n".join(lines), reader(flat.SOURCE))

    assert hits.pairs.tolist() == [[0, 0], [1, 0], [2, 0], [4, 0]]
    assert hits.unreadable == (3,)
    assert [b"\n".join(lines)[start:end] for start, end in hits.spans.tolist()] == [*lines[:4], short]


def test_no_lines_have_no_hits() -> None:
    hits = engine_for([]).match_lines(flat.FLAT, b"", reader(flat.SOURCE))

    assert (len(hits.pairs), len(hits.spans), hits.unreadable) == (0, 0, ())
