"""An index lives in the Parquet file, says in which columns something stands, and is never needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lake.cast import event
from lake.hunting.cast import lake_of, write
from otasuke.lake.hunting.index import Ranges, attached, read_index
from otasuke.lake.hunting.keys import key_of
from otasuke.lake.verify import verify

NONE = Ranges(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint64))


def keys(*names: str) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(sorted(key_of(name.encode()) for name in names), dtype=np.uint64)


def file_of(lake: Path) -> Path:
    (path,) = lake.glob("**/*.parquet")
    return path


def test_it_knows_the_columns_of_a_name_and_the_log_sources(tmp_path: Path) -> None:
    write(
        tmp_path,
        [event(0, Query="a.evil.com", Message="evil.com, evil.org"), event(1, Query=("x", "b.example"), Url="n")],
    )

    index = read_index(file_of(tmp_path))

    assert index is not None
    assert index.columns_with(keys("evil.com"), NONE, NONE) == {"f.Query", "f.Message"}
    assert index.columns_with(keys("b.example", "evil.org"), NONE, NONE) == {"f.Query", "f.Message"}
    assert index.columns_with(keys("b.example"), NONE, NONE) == {"f.Query"}
    assert index.columns_with(keys("other.com"), NONE, NONE) == set()
    assert index.logsources == ('[["windows","process_creation","sysmon"],["windows",null,null]]',)


def test_a_field_that_equals_another_is_found_with_it(tmp_path: Path) -> None:
    texts = [f"host{number}.example.com" for number in range(200)]
    write(tmp_path, [event(number, Message=text, message=text) for number, text in enumerate(texts)])

    index = read_index(file_of(tmp_path))

    assert index is not None
    assert index.columns_with(keys("host7.example.com"), NONE, NONE) == {"f.Message", "f.message"}
    assert "f.message" not in pq.read_schema(file_of(tmp_path)).names


def test_addresses_are_found_by_range(tmp_path: Path) -> None:
    write(tmp_path, [event(0, Source="10.1.2.3", Peer="2001:db8::1")])
    index = read_index(file_of(tmp_path))
    assert index is not None

    def columns(first: int, last: int) -> set[str]:
        return index.columns_with(
            keys(), Ranges(np.array([first], dtype=np.uint64), np.array([last], dtype=np.uint64)), NONE
        )

    assert columns(10 << 24, (11 << 24) - 1) == {"f.Source"}
    assert columns(11 << 24, 12 << 24) == set()
    six = Ranges(np.array([0x20010DB8 << 32], dtype=np.uint64), np.array([0x20010DB8 << 32], dtype=np.uint64))
    assert index.columns_with(keys(), NONE, six) == {"f.Peer"}


def test_the_file_is_still_parquet_and_sound(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, *(f"host{number}.example.com" for number in range(1000)))

    assert list(verify(lake)) == []
    assert pq.read_table(file_of(lake), partitioning=None).num_rows == 1000


def test_a_file_without_index_has_none(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")

    assert read_index(tmp_path / "x.parquet") is None


@pytest.mark.parametrize("size", [0, 3, 8, 9, 20, 30])
def test_what_is_no_file_of_the_lake_has_none(tmp_path: Path, size: int) -> None:
    (tmp_path / "x").write_bytes(b"\xff" * size)

    assert read_index(tmp_path / "x") is None


def test_a_damaged_index_is_none(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "evil.com")
    data = bytearray(file_of(lake).read_bytes())
    at = data.index(b"otsk-ix1") - 20
    data[at] ^= 0xFF
    file_of(lake).write_bytes(data)

    assert read_index(file_of(lake)) is None


def test_an_empty_column_and_no_fields_are_no_trouble() -> None:
    table = pa.table(
        {
            "logsources": pa.array(["[]", None]),
            "f.a": pa.nulls(2, pa.string()),
            "f.l": pa.array([None, []], pa.list_(pa.string())),
        }
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)

    assert len(attached(sink.getvalue().to_pybytes(), table)) > 0
