"""Twin of `otasuke.normalise.windows.winlogbeat`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from normalise.windows.samples import CONTEXT, SYSMON
from otasuke.events import LogSource
from otasuke.normalise.windows.winlogbeat import (
    WINLOGBEAT,
    is_search_hit,
    is_winlogbeat,
    search_hit_event,
    winlogbeat_event,
)

SEVEN: dict[str, Any] = {
    "@timestamp": "2024-05-01T12:00:00.000Z",
    "event": {"code": 1, "provider": "Microsoft-Windows-Sysmon"},
    "host": {"name": "forwarder"},
    "log": {"level": "情報"},
    "message": "プロセスの作成",
    "process": {"executable": "C:\\ecs.exe", "command_line": "ecs.exe -a"},
    "winlog": {
        "channel": SYSMON,
        "event_id": 1,
        "provider_name": "Microsoft-Windows-Sysmon",
        "computer_name": "経理-PC01",
        "record_id": 77,
        "event_data": {"Image": "C:\\Users\\山田\\請求書.exe"},
    },
}


def test_event_data_goes_before_ecs_and_ecs_fills_what_is_missing() -> None:
    event = winlogbeat_event(SEVEN, CONTEXT, 0)

    assert event.logsources == (LogSource("windows", "process_creation", "sysmon"),)
    assert event.fields["Image"] == "C:\\Users\\山田\\請求書.exe"
    assert event.fields["CommandLine"] == "ecs.exe -a"
    assert event.fields["Message"] == "プロセスの作成"
    assert (event.sensor, event.record) == ("経理-PC01", 77)
    assert event.time == datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_a_record_of_version_6_is_read() -> None:
    record = {
        "log_name": "Security",
        "event_id": 4688,
        "source_name": "Microsoft-Windows-Security-Auditing",
        "computer_name": "PC",
        "event_data": {"NewProcessName": "C:\\a.exe"},
    }

    event = winlogbeat_event(record, CONTEXT, 0)

    assert is_winlogbeat(record)
    assert event.logsources == (LogSource("windows", "process_creation", "security"),)
    assert event.fields["Image"] == "C:\\a.exe"


def test_user_data_wins_as_a_field_but_does_not_route() -> None:
    winlog = {"channel": "System", "event_id": "104", "user_data": {"Channel": "Security"}}

    event = winlogbeat_event({"winlog": winlog}, CONTEXT, 0)

    assert event.fields["Channel"] == "Security"
    assert event.logsources == (LogSource("windows", None, "system"),)


def test_a_search_result_is_unwrapped() -> None:
    hit = {"_index": "winlogbeat", "_source": SEVEN}

    assert is_search_hit(hit)
    assert not is_winlogbeat(hit)
    assert search_hit_event(hit, CONTEXT, 0) == winlogbeat_event(SEVEN, CONTEXT, 0)


def test_event_data_wins_in_the_paths_of_the_shape() -> None:
    assert WINLOGBEAT.paths_of("CommandLine")[0] == "winlog.event_data.CommandLine"
    assert "process.command_line" in WINLOGBEAT.paths_of("CommandLine")
