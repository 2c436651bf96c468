from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class
from otasuke.lake.building import Building, Origin
from otasuke.lake.columns import to_events
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


@given(st.lists(st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["", "1", ("2", "3"), ("4",)])), max_size=6))
def test_events_that_were_added_together_come_back_as_they_were(fields: list[dict[str, Value]]) -> None:
    """But for a text where others of its field are lists: it is a list of one."""
    building = Building("generic.ndjson")
    events = [event(one, number) for number, one in enumerate(fields)]
    building.add_events(events, [SAKURA] * len(events), range(len(events)))

    found = {one.record: one.fields for one in to_events(building.columns())}

    assert {number: {name: _members(value) for name, value in one.items()} for number, one in found.items()} == {
        number: {name: _members(value) for name, value in one.items()} for number, one in enumerate(fields)
    }
    assert building.columns().column("ordinal").to_pylist() == building.columns().column("record").to_pylist()


def _members(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
