from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from detect.learn.cast import MORNING, flow, question, table_of
from otasuke.detect.learn.tables import (
    Events,
    days_of,
    distinct,
    filled,
    grouped,
    in_order,
    rows_of,
    schema_of,
    series,
    stacked,
    where,
)

PC = "192.168.11.14"
MIXED = (flow(timedelta(0), PC, "141.98.10.60"), question(timedelta(seconds=1), PC, "a.example.com"))
ROWS = pa.table(
    {
        "time": pa.array([MORNING + timedelta(seconds=at) for at in (70, 5, 3, 3)], pa.timestamp("us", "UTC")),
        "tenant": ["b", "a", "a", "c"],
    }
)


def test_the_first_field_that_a_row_has_counts() -> None:
    events = Events(table_of(*MIXED))

    assert events.text("flow.bytes_toserver", "query").listed() == ["400", "a.example.com"]
    assert events.text("no_such_field").listed() == [None, None]
    assert events.have("query", "no_such_field").tolist() == [False, True]


def test_what_is_no_number_is_null() -> None:
    assert Events(table_of(*MIXED)).number("flow.bytes_toserver", "query").to_pylist() == [400, None]


def test_of_several_values_the_first_counts() -> None:
    table = pa.table({"f.path": pa.array([["a", "b"], [], None], pa.list_(pa.string()))})

    assert Events(table).text("path").listed() == ["a", None, None]
    assert Events(table).matching("^a$", "path").tolist() == [True, False, False]


def test_a_test_is_false_where_there_is_nothing() -> None:
    table = pa.table({"f.a": ["x", None, "y", "x"]})

    assert Events(table).where("x".__eq__, "a").tolist() == [True, False, False, True]
    assert where(table.column("f.a"), "x".__eq__).tolist() == [True, False, False, True]


def test_rows_are_picked_from_rows_that_were_picked() -> None:
    some = Events(pa.table({"f.a": ["x", None, "y", "x"]})).take(np.array([3, 2, 1]))

    assert some.text("a").listed() == ["x", "y", None]
    assert some.filter(np.array([False, True, True])).text("a").listed() == ["y", None]
    assert some.filter(np.array([False, True, True])).column("f.a").to_pylist() == ["y", None]


def test_events_are_chosen_by_category() -> None:
    events = Events(table_of(*MIXED))

    assert len(events.of_category("dns")) == 1
    assert len(events.of_category("dns", "firewall")) == 2


def test_rows_without_a_time_have_the_one_at_which_they_came() -> None:
    line = flow(timedelta(0), PC, "141.98.10.60").replace(b"2026-04-14T00:00:00", b"some day in spring")
    rows = Events(table_of(line))

    assert rows_of(schema_of("device"), rows, device=rows.text("src_ip")).to_pylist() == [
        {"tenant": "sakura", "time": MORNING, "device": PC}
    ]


def test_rows_come_by_time() -> None:
    start = MORNING.timestamp()

    assert in_order(ROWS, "tenant") == [("a", start + 3), ("c", start + 3), ("a", start + 5), ("b", start + 70)]


def test_what_is_the_same_within_a_minute_comes_once() -> None:
    start = MORNING.timestamp()

    assert distinct(ROWS, "tenant") == [("a", start + 3), ("c", start + 3), ("b", start + 70)]


def test_nothing_is_an_empty_text_where_detectors_want_texts() -> None:
    rows = ROWS.append_column("mac", pa.array(["x", None, None, "y"]))

    assert filled(rows, "mac").column("mac").to_pylist() == ["x", "", "", "y"]


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 2**62)), max_size=8))
def test_rows_of_a_group_have_the_same_number(rows: list[tuple[int, int]]) -> None:
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(2)]

    groups = grouped(columns).tolist()

    assert len({*zip(rows, groups, strict=True)}) == len({*rows}) == len({*groups})


TEXTS = st.none() | st.sampled_from("abc")


@given(st.lists(st.tuples(TEXTS, TEXTS, st.none() | st.integers(0, 2), st.integers(0, 300)), max_size=20))
def test_distinct_rows_are_those_of_a_loop(rows: list[tuple[str | None, str | None, int | None, int]]) -> None:
    table = pa.table(
        {
            "tenant": pa.array([row[0] for row in rows], pa.string()),
            "device": pa.array([row[1] for row in rows], pa.string()).dictionary_encode(),
            "port": pa.array([row[2] for row in rows], pa.int64()),
            "time": pa.array([row[3] * 1_000_000 for row in rows], pa.int64()).cast(pa.timestamp("us", "UTC")),
        }
    )
    first: dict[tuple[object, ...], float] = {}
    for *key, at in sorted(rows, key=lambda row: row[3]):
        first.setdefault((*key, at // 60), float(at))
    wanted = sorted(
        ((*key[:3], at) for key, at in first.items()), key=lambda row: (row[3], *((v is None, v) for v in row[:3]))
    )

    assert distinct(table, "tenant", "device", "port") == wanted
    assert len(in_order(table, "port", "tenant")) == len(rows)


def test_a_series_has_the_times_of_a_combination_and_their_places_among_all() -> None:
    start = MORNING.timestamp()

    assert series(ROWS, "tenant") == [
        (("b",), [(start + 70, 3)]),
        (("a",), [(start + 3, 0), (start + 5, 2)]),
        (("c",), [(start + 3, 1)]),
    ]
    assert series(ROWS.slice(0, 0), "tenant") == []


def test_a_tenant_has_a_day_once() -> None:
    start = MORNING.timestamp()

    assert days_of(ROWS) == [("a", start + 3), ("c", start + 3), ("b", start + 70)]


def test_tables_are_stacked_in_one_piece() -> None:
    schema = schema_of("device")
    some = [rows_of(schema, Events(table_of(one)), device=Events(table_of(one)).text("src_ip")) for one in MIXED]

    assert stacked([some[0], some[0].slice(0, 0), some[1]]).to_pylist() == [*some[0].to_pylist(), *some[1].to_pylist()]
    assert stacked(some).column("device").num_chunks == 1
    assert stacked([some[0].slice(0, 0)]) == some[0].slice(0, 0)
