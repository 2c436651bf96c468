"""The columns that say whose each record is: the others are in `test_reader` and the kernel's own tests."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pyarrow as pa

from compiled import kernel
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST
from otasuke.pipeline.records.reader import RecordReader
from pipeline.cast import FUJI, NOW, creation, parcel


def columns_of(*parcels) -> pa.RecordBatch:
    (found,) = RecordReader(kernel(), JSON_SOURCES, JST).read(parcels).found
    return found.columns


def test_every_record_is_that_of_its_parcel() -> None:
    columns = columns_of(
        parcel(creation("a.exe"), creation("b.exe")), parcel(creation("c.exe"), sender=FUJI, batch="b7", after_s=1.5)
    )

    assert columns.column("tenant").to_pylist() == ["sakura", "sakura", "fuji"]
    assert columns.column("batch").to_pylist() == ["b1", "b1", "b7"]
    assert columns.column("ordinal").to_pylist() == [0, 1, 0]
    assert columns.column("received_at").to_pylist() == [NOW, NOW, NOW + timedelta(seconds=1.5)]
    assert columns.column("source").to_pylist() == ["windows.winlogbeat"] * 3
    assert columns.column("tenant").dictionary.to_pylist() == ["sakura", "fuji"]


def test_fields_that_are_always_equal_share_their_memory() -> None:
    columns = columns_of(parcel(creation("a.exe")))

    first, second = (columns.column(name).buffers()[2].address for name in ("f.Channel", "f.winlog.channel"))
    assert first == second


def test_a_time_or_number_in_an_unusual_form_is_read_by_python() -> None:
    flat = {"EventID": 1, "Channel": "x", "TimeCreated": "/Date(1700000000000)/", "RecordId": 7}
    line = orjson.dumps(flat).replace(b":7", b':"\\u0037"')

    columns = columns_of(parcel(line))

    assert columns.column("time")[0].as_py().timestamp() == 1_700_000_000
    assert columns.column("record").to_pylist() == [7]
