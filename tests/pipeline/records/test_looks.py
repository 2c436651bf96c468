"""What a record is, and by which of its values that was told."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from otasuke.detect.kernel.record_layout import IS_LOCAL
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.pipeline.records.looks import Decided, decide
from otasuke.pipeline.records.structures import Structure, Structures
from pipeline.cast import creation


def decided(record: dict[str, Any]) -> tuple[Decided, Structure]:
    structure, texts = Structures().learn(record)
    return decide(record, structure, texts, JSON_SOURCES), structure


def names(record: dict[str, Any]) -> set[str]:
    """The values that decide what the record is."""
    found, structure = decided(record)
    return {str(structure.leaves[leaf].path[-1]) for leaf in found.leaves}


EVE = {"timestamp": "2026-11-23T05:35:12Z", "event_type": "dns", "host": "utm", "dns": {"rrname": "a.jp"}}
FLAT = {"EventID": 4688, "Channel": "Security", "Hostname": "PC", "EventTime": "x", "NewProcessName": "a.exe"}


def test_only_the_values_that_were_looked_at_decide() -> None:
    assert names(EVE) == {"event_type"}
    assert names(FLAT) == {"EventID", "Channel"}
    assert names(orjson.loads(creation("a.exe"))) == {"event_id", "channel", "provider_name"}


def test_the_leaves_become_fields_with_the_names_of_their_class() -> None:
    look = decided(FLAT)[0].look

    assert look is not None
    assert look.source.name == "windows.flat"
    assert (look.fields["Image"], look.fields["NewProcessName"], look.fields["Computer"]) == (4, 4, 2)
    assert (look.times, look.sensors, look.records) == ((3 + IS_LOCAL,), (2,), ())
    assert orjson.loads(look.logsources) == [["windows", "process_creation", "security"]]


@pytest.mark.parametrize(
    "record",
    [
        {"eventSource": "x", "eventName": "y", "awsRegion": "z"},
        EVE | {"http": {"url": "/"}},
        EVE | {"host": ["a", "b"]},
        {**orjson.loads(creation("a.exe")), "event_data": {}, "winlog": {"user_data": {"a": "b"}}},
    ],
    ids=["no shape", "beyond its shape", "a list where one counts", "user data"],
)
def test_what_is_more_than_its_shape_says_is_for_python(record: dict[str, Any]) -> None:
    assert decided(record)[0].look is None
