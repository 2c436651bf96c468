"""Columns match as the events of their rows do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiled import engine_for, kernel
from detect.rules import load, rule_text
from otasuke.detect.engine.classes import ClassStore
from otasuke.detect.engine.columns import LOGSOURCES, ColumnMatcher, RowOutcome, row_event
from otasuke.detect.engine.workspace import Sizes, Workspace
from otasuke.detect.evaluate import matches
from otasuke.detect.plan.compile import compile_plan
from otasuke.detect.rule import Rule
from otasuke.events import LogSource

WINDOWS = '[["windows",null,null]]'
LINUX = '[["linux",null,null]]'
VALUES = st.sampled_from(
    (None, "", "a.exe", "A.EXE", "b", "日本語.exe", "İ.exe", "i\u0307.exe", "ab1z", "axz", "a word", "K", "\u212a")
)


PLAIN = (
    "s:\n  Image|endswith: .exe\ncondition: s",
    "s:\n  Image|re: ^a.*[^x]z$\ncondition: s",
    "s:\n  - word\ncondition: s",
)
DETECTIONS = (
    *PLAIN,
    "s:\n  Image: null\n  Parent|exists: true\ncondition: s",
    "s:\n  - 日本\ncondition: s",
    "s:\n  Image|contains: i\u0307\ncondition: s",
    "s:\n  Image|fieldref: Parent\ncondition: s",
    "s:\n  Image: k\ncondition: not s",
)


@cache
def rules(detections: Sequence[str] = DETECTIONS) -> Sequence[Rule]:
    """One rule of every kind that columns treat in their own way."""
    loaded = load(*(rule_text(one, head=f"id: rule-{number}\n") for number, one in enumerate(detections)))
    assert loaded.faults == ()
    return loaded.rules


def batch_of(**columns: Any) -> pa.RecordBatch:
    return pa.record_batch(columns)


def columns_of(batch: pa.RecordBatch, **sizes: int) -> RowOutcome:
    """What the columns alone decide of the plain rules."""
    plan, chosen = compile_plan(rules(PLAIN)), Sizes(**sizes)
    return ColumnMatcher(
        plan=plan, kernel=kernel(), space=Workspace(plan, chosen), classes=ClassStore(plan, chosen)
    ).match(batch)


def pairs_of(batch: pa.RecordBatch, **sizes: int) -> set[tuple[int, int]]:
    pairs = engine_for(rules(), sizes=Sizes(**sizes)).match_columns(batch).pairs.tolist()
    assert pairs == sorted(pairs)
    return {(row, number) for row, number in pairs}


def expected(batch: pa.RecordBatch) -> set[tuple[int, int]]:
    events = [row_event(batch, row) for row in range(batch.num_rows)]
    return {(row, number) for row, one in enumerate(events) for number, it in enumerate(rules()) if matches(it, one)}


@st.composite
def batches(draw: st.DrawFn) -> pa.RecordBatch:
    """A few rows with plain, dictionary, null and list columns, cut out of a longer batch at times."""
    size = draw(st.integers(1, 6))

    def rows(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=size, max_size=size))

    image, parent = pa.array(rows(VALUES), pa.string()), pa.array(rows(VALUES), pa.string())
    columns = {
        LOGSOURCES: pa.array(rows(st.sampled_from((WINDOWS, LINUX, None))), pa.string()),
        "Image": image.dictionary_encode() if draw(st.booleans()) else image,
        "Parent": parent.dictionary_encode() if draw(st.booleans()) else parent,
        "Unnamed": pa.array(rows(VALUES), pa.large_string()),
        "Nothing": pa.nulls(size, pa.string()),
    }
    if draw(st.booleans()):
        lists = st.none() | st.lists(VALUES.filter(bool), min_size=1, max_size=2)
        columns[draw(st.sampled_from(("List", "Image")))] = pa.array(rows(lists), pa.list_(pa.string()))
    batch = pa.record_batch(columns)
    return batch.slice(draw(st.integers(0, size - 1)))


@given(
    batches(),
    st.sampled_from(
        (
            {},
            {"sets": 2, "set_items": 1, "verdicts": 1, "hits": 8, "asks": 4},
            {"classes": 1, "lines": 2, "arena": 1 << 10},
        )
    ),
)
def test_columns_match_as_the_reference_says_of_their_rows(batch: pa.RecordBatch, sizes: dict[str, int]) -> None:
    assert pairs_of(batch, **sizes) == expected(batch)


@given(batches())
def test_columns_match_as_the_events_of_their_rows(batch: pa.RecordBatch) -> None:
    engine = engine_for(rules())
    events = [row_event(batch, row) for row in range(batch.num_rows)]

    assert engine.match_columns(batch).pairs.tolist() == engine.match_events(events).pairs.tolist()


def test_plain_text_is_decided_without_events() -> None:
    batch = batch_of(**{LOGSOURCES: [WINDOWS, WINDOWS, LINUX], "Image": ["a.exe", "abz", "a.exe"]})

    outcome = columns_of(batch)

    assert outcome.special == ()
    assert {(0, 0), (1, 1)} <= {(row, number) for row, number in outcome.pairs.tolist()}


def test_only_rows_that_may_hold_a_keyword_are_left_over() -> None:
    outcome = columns_of(batch_of(**{LOGSOURCES: [WINDOWS] * 2, "Image": ["İ.exe", "a word"]}))

    assert outcome.special == (1,)
    assert 1 not in outcome.pairs[:, 0].tolist()


def test_rows_with_lists_are_left_over_and_those_without_are_not() -> None:
    lists = pa.array([["a"], None, []], pa.list_(pa.string()))

    outcome = columns_of(batch_of(**{LOGSOURCES: [WINDOWS] * 3, "Image": ["b"] * 3, "Others": lists}))

    assert outcome.special == (0, 2)


def test_an_empty_batch_matches_nothing() -> None:
    batch = batch_of(**{LOGSOURCES: pa.array([], pa.string()), "Image": pa.array([], pa.string())})

    assert pairs_of(batch) == set()


def test_one_matcher_keeps_batches_with_different_columns_apart() -> None:
    engine = engine_for(rules())
    first = batch_of(**{LOGSOURCES: [WINDOWS], "Image": ["a.exe"], "Parent": ["a.exe"]})
    second = batch_of(**{"Parent": ["b"], LOGSOURCES: [WINDOWS]})

    found = [
        {(row, number) for row, number in engine.match_columns(one).pairs.tolist()} for one in (first, second, first)
    ]

    assert found == [expected(first), expected(second), expected(first)]


def test_a_row_without_log_sources_is_of_none() -> None:
    some = batch_of(**{LOGSOURCES: [WINDOWS, None], "Image": ["a.exe", "a.exe"]})
    none = batch_of(**{LOGSOURCES: pa.nulls(2, pa.string()), "Image": ["a.exe", "a.exe"]})

    assert {row for row, _ in pairs_of(some)} == {0}
    assert pairs_of(none) == set()


@pytest.mark.parametrize("index", [pa.int8(), pa.uint8(), pa.uint32(), pa.int64()], ids=str)
def test_a_dictionary_may_number_its_values_in_any_type(index: pa.DataType) -> None:
    kind = pa.dictionary(index, pa.string())
    sources, images = pa.array([None, WINDOWS], kind), pa.array(["a.exe", None], kind)
    batch = batch_of(**{LOGSOURCES: sources, "Image": images, "Parent": ["b", "b"]})

    assert pairs_of(batch) == expected(batch) != set()


def test_the_event_of_a_row_has_the_fields_that_are_not_null() -> None:
    sources = orjson.dumps([("windows", None, "sysmon"), ("windows", "dns_query", None)]).decode()
    lists = pa.array([["x", "y"]], pa.list_(pa.string()))
    batch = batch_of(**{LOGSOURCES: [sources], "Image": ["a"], "Parent": pa.nulls(1, pa.string()), "Many": lists})

    event = row_event(batch, 0)

    assert event.fields == {"Image": "a", "Many": ("x", "y")}
    assert event.logsources == (LogSource("windows", None, "sysmon"), LogSource("windows", "dns_query"))
