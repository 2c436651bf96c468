"""Tables come back from Parquet as they were, whole or in part."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.cast import NOON, event
from otasuke.lake.columns import to_columns
from otasuke.lake.errors import BrokenFile, FileGone
from otasuke.lake.joining import joined
from otasuke.lake.tables import encoded, opened, ordered, ranks, twins_in

ROWS = 40


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty events in row groups of seven."""
    events = [event(number, a="x", **{"a.b": str(number), "list": ("y", "z")}) for number in range(ROWS)]
    table = joined([to_columns([("b", 0, one)]) for one in events])
    path = tmp_path_factory.mktemp("tables") / "t.parquet"
    path.write_bytes(encoded(table, level=1, row_group_rows=7, front=b"front"))
    return path


@given(st.sets(st.integers(0, ROWS), max_size=8))
def test_exactly_the_rows_that_are_wanted_are_read(path: Path, borders: set[int]) -> None:
    ends = sorted(borders)
    ranges = [range(first, behind) for first, behind in zip(ends[::2], ends[1::2], strict=False)]

    with opened(path) as file:
        found = [row for table in file.rows(ranges, ["record"]) for row in table["record"].to_pylist()]

    assert found == [row for one in ranges for row in one]


def test_a_column_is_not_taken_for_others_that_begin_with_its_name(path: Path) -> None:
    with opened(path) as file:
        tables = list(file.rows([range(ROWS)], ["f.a"]))

    assert [table.column_names for table in tables] == [["f.a"]] * 6


def test_texts_are_dictionaries_or_plain(path: Path) -> None:
    with opened(path) as file, opened(path, dictionaries=False) as plain:
        kinds = [one.group(0, ["f.Image"]).schema.field("f.Image").type for one in (file, plain)]

    assert kinds == [pa.dictionary(pa.int32(), pa.string()), pa.string()]


def test_alike_stands_with_alike() -> None:
    table = joined([to_columns([("b", 0, event(number, time=time))]) for number, time in enumerate([None, NOON])])

    assert ordered(table)["record"].to_pylist() == [1, 0]
    assert ranks(pa.chunked_array([["b", "a"], ["c", "a"]])).tolist() == [1, 0, 2, 0]


def test_fields_that_no_event_has_are_left_out_and_other_columns_stay() -> None:
    table = joined([to_columns([("b", 0, event(1, time=None, Here="x"))]), to_columns([("b", 0, event(2, time=None))])])

    data = encoded(table.slice(1), level=1, row_group_rows=10)

    names = pq.read_schema(pa.BufferReader(data)).names
    assert "time" in names
    assert "f.Image" in names
    assert "f.Here" not in names


def test_a_file_that_is_gone_or_broken_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "b.parquet").write_bytes(b"PAR1 no PAR1")

    with pytest.raises(FileGone, match=r"a\.parquet: is gone.*read again"), opened(tmp_path / "a.parquet"):
        pass
    with pytest.raises(BrokenFile, match=r"b\.parquet: "), opened(tmp_path / "b.parquet"):
        pass


def test_a_column_that_equals_another_is_stored_once_and_read_as_if_it_was_there(tmp_path: Path) -> None:
    events = [
        event(number, Message=f"{number} " * 50, message=f"{number} " * 50, other=f"{number}") for number in range(100)
    ]
    table = joined([to_columns([("b", 0, one)]) for one in events])

    (tmp_path / "t").write_bytes(encoded(table, level=1, row_group_rows=4))

    assert twins_in(table) == {"f.message": "f.Message"}
    assert "f.message" not in pq.read_schema(tmp_path / "t").names
    with opened(tmp_path / "t", dictionaries=False) as file:
        assert set(file.names) == set(table.column_names)
        back = pa.concat_tables(file.rows([range(100)], table.column_names))
        only = list(file.rows([range(2, 5)], ["f.message"]))
    assert back.equals(table)
    assert [one.column_names for one in only] == [["f.message"]] * 2
    assert [value for one in only for value in one["f.message"].to_pylist()] == table["f.message"].to_pylist()[2:5]


@pytest.mark.parametrize("dictionary_bytes", [1, 1000, 1 << 20])
def test_values_are_the_same_whether_they_stand_once_or_as_they_come(tmp_path: Path, dictionary_bytes: int) -> None:
    table = joined([to_columns([("b", number, event(number, A=f"{number % 300} " * 9)) for number in range(900)])])

    (tmp_path / "t").write_bytes(encoded(table, level=1, row_group_rows=400, dictionary_bytes=dictionary_bytes))

    for dictionaries in (True, False):
        with opened(tmp_path / "t", dictionaries=dictionaries) as file:
            found = pa.concat_tables(file.rows([range(900)], ["f.A"]))
        assert found["f.A"].to_pylist() == table["f.A"].to_pylist()


def test_columns_that_differ_in_one_row_or_have_few_values_are_no_twins() -> None:
    varied = [{"a": f"{number:03}", "b": f"{number:03}", "c": "x", "d": "x"} for number in range(200)]
    alike = joined([to_columns([("b", 0, event(0, **one)) for one in varied])])
    differing = joined([to_columns([("b", 0, event(0, **one)) for one in [*varied, {"a": "x", "b": "y"}]])])
    absent = joined([to_columns([("b", 0, event(0, **one)) for one in [*varied, {"a": ""}]])])

    assert [twins_in(table) for table in (alike, differing, absent)] == [{"f.b": "f.a"}, {}, {}]
