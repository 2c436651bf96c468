"""Twin of `otasuke.normalise.windows.flat`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from normalise.windows.samples import CONTEXT, SYSMON
from otasuke.events import LogSource
from otasuke.normalise.windows.flat import flat_event, is_flat

NXLOG = {
    "EventTime": "2024-05-01 21:00:00",
    "@timestamp": "2024-05-01T12:00:03.000Z",
    "Hostname": "経理-PC01",
    "host": "wec.example",
    "Channel": "Security",
    "EventID": 4688,
    "SourceName": "Microsoft-Windows-Security-Auditing",
    "RecordNumber": 5,
    "EventType": "AUDIT_SUCCESS",
    "NewProcessName": "C:\\Windows\\System32\\cmd.exe",
    "SubjectUserName": "管理者",
    "CommandLine": None,
    "Message": "新しいプロセスが作成されました。",
}


def test_a_record_of_nxlog_gets_sigmas_names() -> None:
    event = flat_event(NXLOG, CONTEXT, 0)

    assert event.logsources == (LogSource("windows", "process_creation", "security"),)
    assert event.fields["Computer"] == event.sensor == "経理-PC01"
    assert event.fields["Provider_Name"] == "Microsoft-Windows-Security-Auditing"
    assert event.fields["Image"] == "C:\\Windows\\System32\\cmd.exe"
    assert event.fields["User"] == "管理者"
    assert "CommandLine" not in event.fields
    assert event.record == 5


def test_nxlogs_own_time_is_that_of_the_computers_zone() -> None:
    record = {name: value for name, value in NXLOG.items() if name != "@timestamp"}

    assert flat_event(record, CONTEXT, 0).time == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert flat_event(record, replace(CONTEXT, zone=UTC), 0).time == datetime(2024, 5, 1, 21, tzinfo=UTC)


def test_the_time_that_is_known_to_be_utc_goes_before_the_local_one() -> None:
    assert flat_event(NXLOG, CONTEXT, 0).time == datetime(2024, 5, 1, 12, 0, 3, tzinfo=UTC)
    assert flat_event({**NXLOG, "UtcTime": "2024-05-01 12:00:00.500"}, CONTEXT, 0).time == datetime(
        2024, 5, 1, 12, 0, 0, 500000, tzinfo=UTC
    )


def test_defender_fields_lose_their_spaces_and_gain_the_names_of_the_antivirus_rules() -> None:
    record = {
        "Channel": "Microsoft-Windows-Windows Defender/Operational",
        "EventID": "1116",
        "Threat Name": "HackTool:Win32/Mimikatz",
        "Path": "file:_C:\\Users\\山田\\m.exe",
    }

    event = flat_event(record, CONTEXT, 0)

    assert event.fields["ThreatName"] == event.fields["Signature"] == "HackTool:Win32/Mimikatz"
    assert event.fields["Filename"] == "file:_C:\\Users\\山田\\m.exe"


def test_a_classic_event_without_its_texts_is_matched_by_its_message() -> None:
    record = {"Channel": "Windows PowerShell", "EventID": 400, "Message": "HostApplication=powershell -enc AAAA"}

    assert flat_event(record, CONTEXT, 0).fields["Data"] == "HostApplication=powershell -enc AAAA"


def test_tables_of_sentinel_and_get_winevent_are_flat_too() -> None:
    sentinel = {"EventLog": SYSMON, "Source": "Microsoft-Windows-Sysmon", "EventID": 18, "Computer": "a"}
    get_winevent = {"LogName": SYSMON, "Id": 1, "MachineName": "a", "TimeCreated": "/Date(1714564800000)/"}

    for record in (sentinel, get_winevent):
        assert is_flat(record)
        assert flat_event(record, CONTEXT, 0).logsources[0].service == "sysmon"
        assert flat_event(record, CONTEXT, 0).sensor == "a"


def test_a_record_without_a_computer_comes_from_the_sensor_of_the_context() -> None:
    assert flat_event({"EventID": 1, "Channel": "x"}, CONTEXT, 0).sensor == "gateway"


def test_other_objects_are_not_flat_windows_events() -> None:
    assert not any(map(is_flat, ({}, {"eventID": "x", "eventSource": "s3"}, {"EventID": 1}, {"Channel": "x"})))
