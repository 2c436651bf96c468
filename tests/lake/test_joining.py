"""Batches become tables of a size that memory bears, whoever makes up how many fields."""

from __future__ import annotations

import pyarrow as pa
import pytest

from lake.cast import FUJI, SAKURA, event, few_columns, shared_columns
from otasuke.events import Event
from otasuke.lake import joining
from otasuke.lake.columns import FIELD, OTHERS, to_columns, to_events
from otasuke.lake.joining import joined, together, without_empty_fields


def hostile(number: int, names: int) -> Event:
    return event(number, **{f"new{number}-{at}": "x" for at in range(names)})


def fields_of(table: pa.Table | pa.RecordBatch) -> set[str]:
    return {name.removeprefix(FIELD) for name in table.schema.names if name.startswith(FIELD)}


def events_of(table: pa.Table) -> list[Event]:
    return [one for batch in table.combine_chunks().to_batches() for one in to_events(batch)]


def test_who_makes_up_fields_takes_no_column_from_others() -> None:
    ordinary = [event(number, CommandLine="x", Once=str(number)) for number in range(3)]
    made_up = [hostile(number, 50) for number in range(20)]
    batches = [shared_columns(FUJI, "b1", made_up), shared_columns(SAKURA, "b2", ordinary)]

    with few_columns(12, of_tenant=8):
        table = joined(batches)

    assert {"Image", "User", "CommandLine", "Once"} < fields_of(table)
    assert len(fields_of(table)) == 2 + 2 + 6
    assert events_of(table) == [*made_up, *ordinary]
    assert table.column(OTHERS).to_pylist()[-3:] == [None] * 3


def test_the_fields_that_are_used_most_become_columns() -> None:
    events = [event(0, A="1", B="2"), event(1, B="3"), event(2, B="4", A=("5", "6")), event(3, C="7")]

    with few_columns(3):
        table = joined([shared_columns(SAKURA, "b", [one]) for one in events])

    assert fields_of(table) == {"Image", "User", "B"}
    assert events_of(table) == events


def test_usual_fields_become_columns_before_any_other() -> None:
    events = [hostile(number, 5) for number in range(3)]
    events.append(event(9, DestinationIp="192.0.2.1"))
    with few_columns(3):
        table = joined([shared_columns(SAKURA, "b", [one]) for one in events])

    assert fields_of(table) == {"DestinationIp", "Image", "User"}
    assert events_of(table) == events


def test_fields_without_columns_stay_so_when_files_are_joined_again() -> None:
    events = [hostile(number, 3) for number in range(4)]
    with few_columns(4):
        tables = [joined([to_columns([("b", 0, one)])]) for one in events]
        table = joined([batch for one in tables for batch in one.to_batches()])

    assert len(fields_of(table)) == 4
    assert events_of(table) == events


def test_a_file_of_many_rows_has_few_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_FEWEST_FIELDS", 3)
    monkeypatch.setattr(joining, "_MOST_CELLS_OF_FILE", 20)
    batches = [to_columns([("b", 0, event(at, **{f"f{at}": "x"}))]) for at in range(4)]

    assert [len(fields_of(joined(batches[:count]))) for count in (2, 3, 4)] == [4, 5, 5]
    assert len(fields_of(joined(batches * 3))) == 3


def test_batches_stay_together_as_long_as_they_are_not_too_much() -> None:
    batches = [shared_columns(SAKURA, "b", [event(at, **{f"f{at}": "x"})]) for at in range(6)]

    def rows(**limits: int) -> list[int]:
        return [sum(one.num_rows for one in group) for group in together(batches, **limits)]

    assert rows() == [6]
    assert rows(most_cells=10) == [2, 2, 2]
    assert rows(most_bytes=1) == [1] * 6
    with few_columns(3):
        assert rows(most_cells=10) == [3, 3]


def test_a_batch_that_is_too_large_is_divided() -> None:
    batch = shared_columns(SAKURA, "b", [event(at) for at in range(5)])

    groups = list(together([batch], most_cells=4))

    assert [len(joined(group)) for group in groups] == [2, 2, 1]
    assert [one.record for group in groups for one in events_of(joined(group))] == [0, 1, 2, 3, 4]
    assert list(together([batch.slice(0, 0)])) == []


def test_batches_that_wait_with_too_many_columns_are_joined_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_MOST_COLUMNS", 100)
    events = [hostile(number, 9) for number in range(40)]

    with few_columns(20):
        (group,) = together(shared_columns(SAKURA, "b", [one]) for one in events)
        table = joined(group)

    assert sum(one.num_columns for one in group) <= 100
    assert len(fields_of(table)) == 20
    assert events_of(table) == events


def test_fields_that_no_row_has_are_left_out() -> None:
    batch = to_columns([("b", 0, event(0)), ("b", 1, event(1, Extra="x"))])

    assert fields_of(without_empty_fields(batch.slice(0, 1))) == {"Image", "User"}
    assert fields_of(without_empty_fields(batch)) == {"Image", "User", "Extra"}
