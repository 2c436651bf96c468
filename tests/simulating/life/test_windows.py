from __future__ import annotations

from typing import Any

import pytest

from otasuke.events import Event
from otasuke.simulating.company import Kind
from otasuke.simulating.life.windows import windows_traces
from simulating.life.acting import SOFTWARE, read_trace
from simulating.reading import company_with


def event_of(table: dict[str, Any]) -> Event:
    return read_trace(windows_traces(table, SOFTWARE)[0], *company_with(Kind.PC))


def categories(event: Event) -> set[str]:
    return {one.category for one in event.logsources if one.category}


@pytest.mark.parametrize(
    ("table", "category", "fields"),
    [
        ({"starts": "whoami", "by": "cmd", "as": "admin"}, "process_creation", {"IntegrityLevel": "High"}),
        ({"starts": "cmd", "command": "cmd /k"}, "process_creation", {"CommandLine": "cmd /k"}),
        ({"file": r"C:\x.txt", "by": "updater"}, "file_event", {"TargetFilename": r"C:\x.txt"}),
        ({"deletes": r"C:\x.txt"}, "file_delete", {"TargetFilename": r"C:\x.txt"}),
        ({"stream": r"C:\x:Zone.Identifier", "contents": "ZoneId=3"}, "create_stream_hash", {"Contents": "ZoneId=3"}),
        ({"sets": r"HKLM\X\y", "to": "1"}, "registry_set", {"Details": "1"}),
        ({"key": r"HKLM\X", "done": "DeleteKey"}, "registry_delete", {"TargetObject": r"HKLM\X"}),
        ({"asks": "a.example.jp"}, "dns_query", {"QueryName": "a.example.jp"}),
        ({"connects": "a.example.jp:80"}, "network_connection", {"DestinationHostname": "a.example.jp"}),
        ({"connects": "192.0.2.1:22"}, "network_connection", {"DestinationIp": "192.0.2.1"}),
        ({"accepts": 3389, "from": "192.0.2.1"}, "network_connection", {"Initiated": "false"}),
        ({"opens": "cmd", "access": "0x1410"}, "process_access", {"GrantedAccess": "0x1410"}),
        ({"thread": "cmd", "function": "F"}, "create_remote_thread", {"StartFunction": "F"}),
        ({"pipe": r"\x"}, "pipe_created", {"PipeName": r"\x"}),
        ({"driver": r"C:\x.sys", "signer": "Maker"}, "driver_load", {"Signature": "Maker"}),
        ({"loads": r"C:\x.dll", "signer": ""}, "image_load", {"Signed": "false"}),
        ({"script": "Get-Date"}, "ps_script", {"ScriptBlockText": "Get-Date"}),
    ],
)
def test_each_word_writes_its_event(table: dict[str, Any], category: str, fields: dict[str, str]) -> None:
    event = event_of(table)

    assert category in categories(event)
    assert {name: event.fields.get(name) for name in fields} == fields


def test_any_log_can_be_written() -> None:
    event = event_of({"log": "defender", "id": 5007, "data": {"New Value": "x"}})

    assert "windefend" in {one.service for one in event.logsources}
    assert event.fields["EventID"] == "5007"


def test_a_start_is_audited_too() -> None:
    audit = windows_traces({"starts": "whoami", "by": "cmd"}, SOFTWARE)[1]

    assert audit.is_audit
    assert read_trace(audit, *company_with(Kind.PC)).fields["EventID"] == "4688"
