"""The kernel's way to columns finds what the long way finds, and that is what the normalisers find."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiled import kernel
from otasuke.lake.joining import joined
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST
from otasuke.pipeline.columns import ColumnStep
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.reading import read
from otasuke.pipeline.records.reader import QuickReading, RecordReader
from pipeline.cast import FUJI, NOW, SAKURA, creation, parcel

_STEP = ColumnStep(kernel())


def rows_of(parcels: Sequence[Parcel], *, quick: bool, step: ColumnStep = _STEP) -> dict[tuple[str, str, int], Any]:
    """By tenant, batch and place what the columns say of each record with a shape."""
    columns = step.begin(parcels)
    found = columns.read() if quick else QuickReading()
    reading = read(parcels, columns.add, found)
    batches = columns.gathered.batches()
    rows = joined(batches).to_pylist() if batches else []
    plain = {
        (row["tenant"], row["batch"], row["ordinal"]): {k: v for k, v in row.items() if v is not None} for row in rows
    }
    assert len(plain) == len(rows)
    for records in reading.shaped.values():
        lines = records.data.split(b"\n")
        places = zip(records.parcels, records.ordinals, strict=True)
        assert lines == [parcels[number].lines.split(b"\n")[ordinal] for number, ordinal in places]
    return plain


def read_quickly(*lines: bytes) -> int:
    """How many of the lines the kernel reads, when each was met before."""
    reader = RecordReader(kernel(), JSON_SOURCES, JST)
    found = reader.read([parcel(*lines)]).found
    return sum(one.columns.num_rows for one in found)


def assert_alike(*lines: bytes, step: ColumnStep = _STEP) -> None:
    parcels = [
        parcel(*lines[::2], batch="b1"),
        parcel(*lines[1::2], sender=FUJI, batch="b2", after_s=1.5),
        parcel(*lines, batch="b3"),
    ]

    assert _with_equal_lists(rows_of(parcels, quick=True, step=step)) == _with_equal_lists(
        rows_of(parcels, quick=False, step=step)
    )


def _with_equal_lists(rows: dict[tuple[str, str, int], Any]) -> dict[tuple[str, str, int], Any]:
    """A text is a list of one where its column is of lists, which depends on what is in the same batch."""
    return {
        key: {name: [value] if isinstance(value, str) else value for name, value in row.items()}
        for key, row in rows.items()
    }


EVE = {
    "timestamp": "2026-11-23T05:35:12.017149+0900",
    "event_type": "dns",
    "src_ip": "192.168.11.12",
    "src_port": 50846,
    "dns": {"type": "query", "queries": [{"rrname": "a.jp", "rrtype": "A"}, {"rrname": "b.jp", "rrtype": "A"}]},
    "host": "utm07",
}
FLAT = {"EventID": 4688, "Channel": "Security", "Hostname": "PC", "EventTime": "2026-11-24 10:02:03", "RecordNumber": 7}
BEAT = orjson.loads(creation("C:\\a.exe"))
VALUES = [
    "", " ", "日本\n\t\"\\/", "\U0001f600", "\x00", "x" * 64, "\\" * 65, "é" * 63 + "\\", None, True, False, 0, -0.0, 1.0, 1.50,
    1e22, 1e-7, 2**53, 2**63, 2**64 - 1, 2**64, -(2**63), 1e300, 0.1, [], {}, [None], [None, "a", 1.0, True], ["a", ["b"]],
    ["a", {"b": "c"}], [{}], [{"a": "b"}, {"a": ["c", 2.50]}], {"a": {"b": {}}}, {"a.b": 1, "a": {"b": 2}}, {"a b": "c"},
    ["v"] * 20, [{"a": 1}] * 17, {"\"": 1}, {"": ""},
]  # fmt: skip


@pytest.mark.parametrize("record", [EVE, FLAT, BEAT])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_value_becomes_what_the_long_way_makes_of_it(record: dict[str, Any], value: Any) -> None:
    *_, last = record
    spoilt = [dict(record, more=value), {"more": value} | record, dict(record, **{last: value})]

    assert_alike(*[json.dumps(one).encode() for one in spoilt], *[orjson.dumps(one) for one in spoilt if _fits(value)])


def _fits(value: Any) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**64


@pytest.mark.parametrize(
    "spelt",
    ["1e400", "-0", "1E5", "1e9", "0.10", "1.0000000000000001", "123456789012345678901", "-1", "1.5e-3", '"\\u0041\\n"',
     '"\\ud83d\\ude00"', '"\\ud83d"', '"\xff"', "nul", "01", "1.", "[1,]", "{", '"a" : 1, "more": 2', "1 , \"EventID\": 1"],
)  # fmt: skip
def test_any_spelling_becomes_what_the_long_way_makes_of_it(spelt: str) -> None:
    line = json.dumps(dict(FLAT, more="HERE")).replace('"HERE"', spelt).encode("latin-1")

    assert_alike(line, line + b"  ", b" " + line, line + b"\r", line[:-1], line + b"}", b"", line + line)


@pytest.mark.parametrize("time", [
    "2026-11-23T01:02:03Z", "2026-11-23T01:02:03.456Z", "2026-11-23T01:02:03.456789Z", "2026-11-23 01:02:03",
    "2026-11-23T01:02:03.1234567+09:00", "2026-11-23T01:02:03,5-0330", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z",
    "1900-02-29 00:00:00", "2000-02-29 23:59:59.999999999999", "2026-11-23T24:00:00Z", "2026-12-31T23:59:60Z", "0001-01-01T00:00:00+09:00",
    "9999-12-31T23:59:59-09:00", "1599-01-01T00:00:00Z", "2026/11/23 01:02:03", "2026-11-23", "/Date(1700000000000)/", "1700000000", 1700000000.25,
    "2026-11-23T01:02:03+24:00", "2026-11-23T01:02:03+9", "2026-11-23T01:02:03.Z", "2026-11-23T01:02:03 Z",
    " 2026-11-23T01:02:03Z", "", "yesterday", ["2026-11-23T01:02:03Z"], None,
])  # fmt: skip
def test_any_time_is_what_the_long_way_reads(time: Any) -> None:
    records = [
        dict(FLAT, EventTime=time),
        dict(FLAT, UtcTime=time),
        dict(EVE, timestamp=time),
        {**BEAT, "@timestamp": time},
    ]

    assert_alike(*[json.dumps(one).encode() for one in records])


@pytest.mark.parametrize(
    "number", ["", "7", "007", "-7", "1" * 18, "1" * 19, "9" * 20, "1" * 21, "x", 7.0, 7, True, ["8"]]
)
def test_any_record_number_and_sensor_is_what_the_long_way_reads(number: Any) -> None:
    records = [dict(FLAT, RecordNumber=number, Hostname=number), {**FLAT, "EventRecordID": "", "RecordNumber": number}]

    assert_alike(*[json.dumps(one).encode() for one in records])


_scalars = (
    st.none() | st.booleans() | st.integers(-(1 << 65), 1 << 65) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8) | st.sampled_from(["2026-11-23T01:02:03Z", "Security", "4688", "a.b", "/Date(1)/"])
)  # fmt: skip
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    "@timestamp winlog event_data event_id channel computer_name Channel EventID Hostname message event_type timestamp action "
    "src_ip dns rrname log name host hostname EventTime a.b Records value records http category data ts _path Event System".split()
) | st.text(max_size=4)
_records = st.dictionaries(_names, _values | st.dictionaries(_names, _values, max_size=4), max_size=6)
_bases = st.sampled_from([EVE, FLAT, BEAT, {}])


@settings(max_examples=100)
@given(records=st.lists(st.tuples(_bases, _records), min_size=1, max_size=6), ascii=st.booleans())
def test_any_record_becomes_what_the_long_way_makes_of_it(records: list[tuple[Any, Any]], ascii: bool) -> None:
    lines = [json.dumps(base | record, ensure_ascii=ascii).encode("utf-8", "surrogatepass") for base, record in records]

    assert_alike(*lines, step=ColumnStep(kernel()))


_spoilt = st.tuples(
    st.sampled_from([EVE, FLAT, BEAT]),
    st.floats(0, 1),
    st.integers(0, 3),
    st.binary(max_size=3)
    | st.sampled_from([b'"', b"\\", b",", b'"EventID":1,', b'"event_type":"x",', b"\\u0041", b"7", b"null"]),
)


@settings(max_examples=100)
@given(st.lists(_spoilt, min_size=1, max_size=8))
def test_spoilt_lines_are_read_as_the_long_way_does_and_teach_nothing_wrong(
    spoilt: list[tuple[Any, float, int, bytes]],
) -> None:
    lines = []
    for record, where, cut, put in spoilt:
        line = orjson.dumps(record)
        at = int(where * len(line))
        lines += [line[:at] + put + line[at + cut :], line]

    assert_alike(*[piece for line in lines for piece in line.split(b"\n")], step=ColumnStep(kernel()))


def test_records_of_several_parcels_and_sources_stand_where_they_stood() -> None:
    parcels = [
        Parcel(sender.tenant, sender.sensor, f"b{number}", NOW + timedelta(seconds=number), b"\n".join(lines))
        for number, (sender, lines) in enumerate(
            [
                (SAKURA, [orjson.dumps(EVE), b"", creation("a.exe"), b"no json", orjson.dumps(FLAT)]),
                (FUJI, [b"<13>Nov 24 09:59:00 nas x: y", orjson.dumps(EVE)]),
                (SAKURA, [b""]),
                (FUJI, [creation("b.exe"), creation("c.exe"), b""]),
            ]
        )
    ]

    assert rows_of(parcels, quick=True) == rows_of(parcels, quick=False)


def test_what_was_met_before_is_read_by_the_kernel() -> None:
    assert read_quickly(orjson.dumps(EVE), creation("a.exe"), orjson.dumps(FLAT), creation("b.exe")) == 4


def test_brackets_in_a_text_are_text() -> None:
    scripts = [creation("a.exe", Script=script) for script in ("x", "{" * 100, "[{" * 300)]

    assert read_quickly(*scripts) == 3


def test_odd_lines_are_left() -> None:
    line = orjson.dumps(FLAT)

    assert read_quickly(line, line[:-1], b"[" + line + b"]", line.replace(b"4688", b'4688,"EventID":1'), b"{}") == 1


def test_who_sends_ever_new_records_does_not_make_others_unknown() -> None:
    reader = RecordReader(kernel(), JSON_SOURCES, JST)
    reader.read([parcel(creation("a.exe"))])
    new = [orjson.dumps(dict(FLAT, **{f"k{number}-{k}": 1 for k in range(250)})) for number in range(600)]

    found = [reader.read([parcel(*new[at : at + 200], creation("b.exe"))]).found for at in range(0, 600, 200)]

    assert all("windows.winlogbeat" in {one.source.name for one in some} for some in found)


def test_numbers_are_spelt_as_python_does_also_where_there_are_very_many() -> None:
    line = orjson.dumps(dict(FLAT, many=[0.123456789012345678] * 200)).replace(b"0.12345678901234568", b"1E5")

    assert_alike(*[line] * 100)
    assert read_quickly(*[line] * 100) == 100
