"""From a line to its class: keys, aliases, and what happens when their tables are full."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest

from compiled import engine_for
from detect.engine.lines import CONTEXT
from detect.rules import load, rule_text
from otasuke.detect.engine.workspace import Sizes
from otasuke.detect.evaluate import matches
from otasuke.normalise.windows.flat import FLAT, flat_event

SYSMON = "Microsoft-Windows-Sysmon/Operational"
LOGSOURCES = ("{product: windows}", "{category: process_creation}", "{service: security}", "{category: image_load}")
RULES = load(
    *(
        rule_text("s:\n  Image|endswith: cmd.exe\ncondition: s", head=f"id: rule-{number}\n", logsource=logsource)
        for number, logsource in enumerate(LOGSOURCES)
    )
).rules


def found(records: list[dict[str, Any]], sizes: Sizes | None = None) -> list[list[int]]:
    engine = engine_for(RULES, sizes=sizes or Sizes())
    data = b"\n".join(json.dumps(record, ensure_ascii=False).encode() for record in records)
    hits = engine.match_lines(FLAT, data, lambda line: flat_event(orjson.loads(line), CONTEXT, 0))
    return hits.pairs.tolist()


def expected(records: list[dict[str, Any]]) -> list[list[int]]:
    events = [flat_event(record, CONTEXT, 0) for record in records]
    return [[at, n] for at, event in enumerate(events) for n, rule in enumerate(RULES) if matches(rule, event)]


RECORDS: list[dict[str, Any]] = [
    {"Channel": SYSMON, "EventID": 1, "Image": "cmd.exe"},
    {"Channel": SYSMON, "EventID": "1", "Image": "cmd.exe"},
    {"Channel": SYSMON.upper(), "EventID": 7, "Image": "cmd.exe"},
    {"Channel": "Security", "EventID": 4688, "NewProcessName": "CMD.EXE"},
    {"Channel": "Security", "EventID": 4688, "NewProcessName": "cmd.exe", "Image": "other.exe"},
    {"Channel": "Security", "EventID": 4688, "NewProcessName": ["a.exe", "cmd.exe"]},
    {"Channel": "Security", "EventID": 4624, "NewProcessName": "cmd.exe"},
    {"EventLog": "Security", "EventID": 4688, "NewProcessName": "cmd.exe"},
    {"Channel": ["Security", "x"], "EventID": 4688, "NewProcessName": "cmd.exe"},
    {"Channel": ["Security"], "EventID": [4688], "NewProcessName": "cmd.exe"},
    {"Channel": "Security", "EventID": [4688, 1], "NewProcessName": "cmd.exe"},
    {"Channel": "Security", "EventID": 4688.0, "NewProcessName": "cmd.exe"},
    {"EventID": 4688, "Provider_Name": "Microsoft-Windows-Security-Auditing", "NewProcessName": "cmd.exe"},
    {"Channel": "S" * 500, "EventID": 1, "Image": "cmd.exe"},
    {"Channel": "セキュリティ", "EventID": "", "Image": "cmd.exe"},
    {"Channel": True, "EventID": None, "Image": "cmd.exe"},
]


@pytest.mark.parametrize("record", RECORDS)
def test_a_line_gets_the_class_of_its_event(record: dict[str, Any]) -> None:
    assert found([record]) == expected([record])


@pytest.mark.parametrize("sizes", [Sizes(), Sizes(classes=1), Sizes(class_keys=2), Sizes(asks=4), Sizes(lines=2)])
def test_kinds_of_events_come_in_any_number(sizes: Sizes) -> None:
    many = [{"Channel": f"c{number % 30}", "EventID": number, "Image": "cmd.exe"} for number in range(60)]

    assert found([*RECORDS, *many, *RECORDS], sizes) == expected([*RECORDS, *many, *RECORDS])


def test_strings_and_numbers_of_the_same_text_are_kept_apart() -> None:
    records = [
        {"Channel": "Security", "EventID": event_id, "NewProcessName": "cmd.exe"}
        for event_id in (4688, "4688", "4688x")
    ]

    assert found(records * 2) == expected(records * 2)


def test_a_new_kind_of_event_is_asked_for_once() -> None:
    engine = engine_for(RULES)
    line = json.dumps(RECORDS[0]).encode()
    engine.match_lines(FLAT, b"\n".join([line] * 50), lambda _: None)

    asked = engine.statistics.answers
    engine.match_lines(FLAT, line, lambda _: None)

    assert engine.statistics.answers == asked
