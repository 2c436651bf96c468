"""The short way to columns finds what the normalisers find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otasuke.events import Event
from otasuke.lake.records import Layouts
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST

CONTEXT = Context(datetime(2026, 11, 24, tzinfo=UTC), sensor="office-pc")
SHAPED = {source.name: source for source in JSON_SOURCES if source.shape is not None}
WINLOGBEAT, FLAT, EVE = SHAPED["windows.winlogbeat"], SHAPED["windows.flat"], SHAPED["network.suricata"]

SIGN_IN = {
    "@timestamp": "2026-11-24T01:02:03.456Z",
    "winlog": {
        "channel": "Security",
        "event_id": "4624",
        "record_id": 77,
        "computer_name": "KEIRI-PC01",
        "event_data": {"TargetUserName": "山田", "LogonType": 3, "Elevated": True, "Score": 1.50, "Nothing": None},
        "keywords": ["Audit Success"],
    },
    "message": "An account was logged on.",
}
CREATION = {
    "EventID": 4688,
    "Channel": "Security",
    "Hostname": "PC",
    "NewProcessName": "C:\\a.exe",
    "EventTime": "2026-11-24 10:02:03",
}


def comparable(event: Event) -> tuple[Any, ...]:
    sources = [(one.product, one.category, one.service) for one in event.logsources]
    return (event.time, event.sensor, sources, dict(event.fields), event.record)


def read_short(source: JsonSource, records: Sequence[Any]) -> tuple[dict[int, tuple[Any, ...]], list[int]]:
    """By position what an event of it would hold, and the positions that were left."""
    assert source.shape is not None
    rows, left = Layouts(source.shape).read(records, JST)
    found = {}
    for some in rows:
        for at, position in enumerate(some.positions):
            kinds = [(one.product, one.category, one.service) for one in some.kind.logsources]
            fields = {name: values[at] for name, values in some.fields.items()}
            number = some.numbers[at] if some.numbers[at] >= 0 else position
            found[position] = (some.times[at], some.sensors[at] or CONTEXT.sensor, kinds, fields, number)
    return found, left


def read_long(source: JsonSource, records: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    return {at: comparable(source.to_event(record, CONTEXT, at)) for at, record in enumerate(records)}


@pytest.mark.parametrize(("source", "record"), [(WINLOGBEAT, SIGN_IN), (FLAT, CREATION)])
def test_a_record_becomes_what_its_normaliser_makes_of_it(source: JsonSource, record: dict[str, Any]) -> None:
    found, left = read_short(source, [record])

    assert left == []
    assert found == read_long(source, [record])


def test_numbers_booleans_and_lists_are_texts_and_null_is_nothing() -> None:
    found, _ = read_short(WINLOGBEAT, [SIGN_IN])

    fields = found[0][3]
    assert (fields["LogonType"], fields["Elevated"], fields["Score"]) == ("3", "true", "1.5")
    assert fields["winlog.keywords"] == ("Audit Success",)
    assert "Nothing" not in fields


def test_records_of_one_layout_and_several_classes_are_told_apart() -> None:
    records = [dict(CREATION, EventID=number) for number in (4688, 4624, 4688)]

    found, _ = read_short(FLAT, records)

    assert found == read_long(FLAT, records)
    assert "Image" in found[0][3]
    assert "Image" not in found[1][3]


def test_what_paths_cannot_express_is_left_for_the_normaliser() -> None:
    record = {**SIGN_IN, "winlog": {**SIGN_IN["winlog"], "user_data": {"a": "b"}}}  # type: ignore[dict-item]

    assert read_short(WINLOGBEAT, [SIGN_IN, record])[1] == [1]


def test_long_lists_and_very_many_leaves_are_left_for_the_normaliser() -> None:
    many = {**CREATION, **{f"k{number}": "v" for number in range(300)}}
    long = {**CREATION, "list": ["v"] * 17}

    assert read_short(FLAT, [many, long]) == ({}, [0, 1])


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    "@timestamp winlog event_data event_id channel computer_name Channel EventID Hostname message event_type timestamp "
    "src_ip dns rrname log name host hostname EventTime a.b".split()
) | st.text(max_size=4)
_records = st.dictionaries(_names, _values | st.dictionaries(_names, _values, max_size=4), max_size=6)


@pytest.mark.parametrize("name", sorted(SHAPED))
@settings(max_examples=60)
@given(records=st.lists(_records, min_size=1, max_size=4))
def test_any_record_becomes_what_its_normaliser_makes_of_it(name: str, records: list[dict[str, Any]]) -> None:
    source = SHAPED[name]
    sound = [record for record in orjson.loads(orjson.dumps(records)) if source.recognises(record)]

    found, left = read_short(source, sound)

    expected = read_long(source, sound)
    assert found == {at: event for at, event in expected.items() if at not in left}
