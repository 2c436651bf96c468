from datetime import UTC, datetime

from otasuke.cli.benching.columns import as_batch
from otasuke.events import Event, LogSource, Value


def event(**fields: Value) -> Event:
    return Event(None, datetime(2026, 1, 1, tzinfo=UTC), "x", "", (LogSource("windows"),), fields, 0)


def test_fields_that_rules_name_become_columns_and_absent_ones_are_null() -> None:
    batch = as_batch([event(Image="a", Other="b"), event(CommandLine="c")], frozenset({"Image", "CommandLine"}))

    assert batch.schema.names == ["logsources", "CommandLine", "Image"]
    assert batch.column("Image").to_pylist() == ["a", None]
    assert batch.column("logsources").to_pylist() == ['[["windows",null,null]]'] * 2


def test_a_field_with_lists_becomes_a_column_of_lists() -> None:
    batch = as_batch([event(Data=("a", "b")), event(Data="c"), event()], frozenset({"Data"}))

    assert batch.column("Data").to_pylist() == [["a", "b"], ["c"], None]
