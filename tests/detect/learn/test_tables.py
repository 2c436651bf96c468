from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from detect.learn.cast import MORNING, flow, question, table_of
from otasuke.detect.learn.tables import distinct, filled, in_order, number, of_category, rows_of, schema_of, text, where

PC = "192.168.11.14"
MIXED = (flow(timedelta(0), PC, "141.98.10.60"), question(timedelta(seconds=1), PC, "a.example.com"))
ROWS = pa.table(
    {
        "time": pa.array([MORNING + timedelta(seconds=at) for at in (70, 5, 3, 3)], pa.timestamp("us", "UTC")),
        "tenant": ["b", "a", "a", "c"],
    }
)


def test_the_first_field_that_a_row_has_counts() -> None:
    table = table_of(*MIXED)

    assert text(table, "flow.bytes_toserver", "query").to_pylist() == ["400", "a.example.com"]
    assert text(table, "no_such_field").to_pylist() == [None, None]


def test_what_is_no_number_is_null() -> None:
    assert number(table_of(*MIXED), "flow.bytes_toserver", "query").to_pylist() == [400, None]


def test_of_several_values_the_first_counts() -> None:
    table = pa.table({"f.path": pa.array([["a", "b"], [], None], pa.list_(pa.string()))})

    assert text(table, "path").to_pylist() == ["a", None, None]


def test_a_test_is_false_where_there_is_nothing() -> None:
    assert where(pa.chunked_array([["x", None, "y", "x"]]), "x".__eq__).tolist() == [True, False, False, True]


def test_events_are_chosen_by_category() -> None:
    assert len(of_category(table_of(*MIXED), "dns")) == 1
    assert len(of_category(table_of(*MIXED), "dns", "firewall")) == 2


def test_rows_without_a_time_have_the_one_at_which_they_came() -> None:
    line = flow(timedelta(0), PC, "141.98.10.60").replace(b"2026-04-14T00:00:00", b"some day in spring")
    rows = table_of(line)

    assert rows_of(schema_of("device"), rows, device=text(rows, "src_ip")).to_pylist() == [
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
