from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.cast import few_columns
from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class
from otasuke.lake.building import Allowance, Building, Origin
from otasuke.lake.columns import FIELD, OTHERS, to_events
from otasuke.lake.records import Rows

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAKURA, FUJI = Origin("sakura", "pc", "b1", NOW), Origin("fuji", "nas", "b2", NOW)
WINDOWS = (LogSource("windows"),)


def rows(positions: list[int], **fields: list[str | tuple[str, ...]]) -> Rows:
    count = len(positions)
    return Rows(positions, Class(WINDOWS), fields, [NOW] * count, [""] * count, [-1] * count)


def event(fields: dict[str, Value], number: int = 9) -> Event:
    return Event(None, NOW, "generic.ndjson", "x", WINDOWS, fields, number)


def test_rows_and_events_become_columns_in_the_order_in_which_they_were_added() -> None:
    building = Building("generic.ndjson")
    building.add_rows(rows([2, 0], A=["1", "2"]), [FUJI, FUJI, SAKURA], [5, 6, 7])
    building.add_events([event({"B": "3"})], [FUJI], [8])

    batch = building.columns()

    assert batch.column("tenant").to_pylist() == ["sakura", "fuji", "fuji"]
    assert batch.column("sent_by").to_pylist() == ["pc", "nas", "nas"]
    assert batch.column("ordinal").to_pylist() == [7, 5, 8]
    assert batch.column("f.A").to_pylist() == ["1", "2", None]
    assert batch.column("f.B").to_pylist() == [None, None, "3"]


def test_a_record_without_sensor_or_number_has_those_of_its_parcel() -> None:
    building = Building("generic.ndjson")
    building.add_rows(rows([0], A=["1"]), [SAKURA], [4])

    (event,) = to_events(building.columns())

    assert (event.sensor, event.record, event.logsources) == ("pc", 4, WINDOWS)


def test_a_field_that_is_a_list_somewhere_is_one_everywhere() -> None:
    building = Building("generic.ndjson")
    building.add_rows(rows([0], A=["1"]), [SAKURA], [0])
    building.add_rows(rows([0], A=[("2", "3")]), [SAKURA], [1])
    building.add_rows(rows([0], B=["4"]), [SAKURA], [2])

    assert building.columns().column("f.A").to_pylist() == [["1"], ["2", "3"], None]


def test_what_was_gathered_apart_is_put_together() -> None:
    first, second = Building("generic.ndjson"), Building("generic.ndjson")
    first.add_rows(rows([0], A=["1"]), [SAKURA], [0])
    second.add_rows(rows([0], B=["2"]), [FUJI], [1])
    second.add_rows(rows([0], A=[("3", "4")]), [FUJI], [2])

    first.add_all(second)
    first.add_rows(rows([0], B=["5"]), [SAKURA], [3])

    batch = first.columns()
    assert batch.column("tenant").to_pylist() == ["sakura", "fuji", "fuji", "sakura"]
    assert batch.column("f.A").to_pylist() == [["1"], None, ["3", "4"], None]
    assert batch.column("f.B").to_pylist() == [None, "2", None, "5"]


@given(
    st.lists(st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["", "1", ("2", "3"), ("4",)])), max_size=6),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_events_that_were_added_come_back_as_they_were(fields: list[dict[str, Value]], most: int, apart: int) -> None:
    """But for a text where others of its field are lists: it is a list of one."""
    building, other = Building("generic.ndjson"), Building("generic.ndjson")
    events = [event(one, number) for number, one in enumerate(fields)]
    places = range(len(events))
    with few_columns(most):
        building.add_events(events[:apart], [SAKURA] * len(events[:apart]), places[:apart])
        other.add_events(events[apart:], [SAKURA] * len(events[apart:]), places[apart:])
        building.add_all(other)

    assert len(building._fields) <= most

    found = {one.record: one.fields for one in to_events(building.columns())}

    assert {number: {name: _members(value) for name, value in one.items()} for number, one in found.items()} == {
        number: {name: _members(value) for name, value in one.items()} for number, one in enumerate(fields)
    }
    assert building.columns().column("ordinal").to_pylist() == building.columns().column("record").to_pylist()


def _members(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def test_what_a_tenant_brings_beyond_his_allowance_shares_a_column() -> None:
    building = Building("generic.ndjson")
    with few_columns(5, of_tenant=2):
        building.add_rows(rows([0], A=["1"], B=["2"], C=["3"], D=[("4", "5")]), [FUJI], [0])
        building.add_rows(rows([0, 1], C=["6", "7"]), [SAKURA, FUJI], [0, 1])
        building.add_events([event({"D": "8"}), event({"E": "9"})], [FUJI, SAKURA], [2, 3])
    batch = building.columns()

    assert [name for name in batch.schema.names if name.startswith(FIELD)] == ["f.A", "f.B", "f.C", "f.E"]
    assert batch.column(OTHERS).to_pylist() == ['{"C":"3","D":["4","5"]}', None, None, '{"D":"8"}', None]
    assert building.crowded == {("fuji", "nas"): 2}
    assert next(to_events(batch)).fields == {"A": "1", "B": "2", "C": "3", "D": ("4", "5")}


def test_an_allowance_holds_for_several_buildings_and_for_what_is_put_together() -> None:
    allowance = Allowance()
    with few_columns(9, of_tenant=2):
        Building("s", allowance).add_rows(rows([0], A=["1"], B=["2"]), [FUJI], [0])
        building, other = Building("s", allowance), Building("s")
        other.add_rows(rows([0], B=["3"], C=["4"]), [FUJI], [0])
        other.add_rows(rows([0], D=["5"]), [FUJI], [1])
        building.add_all(other)
    batch = building.columns()

    assert [name for name in batch.schema.names if name.startswith(FIELD)] == ["f.B"]
    assert batch.column(OTHERS).to_pylist() == ['{"C":"4"}', '{"D":"5"}']


def test_a_building_says_when_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otasuke.lake.building._MOST_CELLS", 4)
    building = Building("s")
    building.add_rows(rows([0], A=["1"], B=["2"]), [FUJI], [0])
    before = building.is_large
    building.add_rows(rows([0], A=["1"]), [FUJI], [1])

    assert (before, building.is_large, building.cells) == (False, True, 4)


def test_usual_fields_become_columns_whatever_was_sent_before() -> None:
    building = Building("s")
    with few_columns(1):
        building.add_rows(rows([0], A=["1"], B=["2"], DestinationIp=["192.0.2.1"]), [FUJI], [0])
    batch = building.columns()

    assert [name for name in batch.schema.names if name.startswith(FIELD)] == ["f.A", "f.DestinationIp"]
    assert batch.column(OTHERS).to_pylist() == ['{"B":"2"}']
