"""Windows events as a Japanese computer writes them, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from otasuke.normalise.base import Context

RECEIVED = datetime(2024, 5, 2, tzinfo=UTC)
CONTEXT = Context(received_at=RECEIVED, sensor="gateway")
SYSMON = "Microsoft-Windows-Sysmon/Operational"

EVTX_PROCESS: dict[str, Any] = {
    "Event": {
        "System": {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
            "EventID": 1,
            "Level": 4,
            "TimeCreated": {"#attributes": {"SystemTime": "2024-05-01T12:00:00.1234567Z"}},
            "EventRecordID": 77,
            "Correlation": None,
            "Channel": SYSMON,
            "Computer": "経理-PC01",
        },
        "EventData": {
            "RuleName": "",
            "Image": "C:\\Users\\山田\\AppData\\Local\\Temp\\請求書.exe",
            "CommandLine": "請求書.exe /quiet",
            "User": "経理-PC01\\管理者",
        },
    }
}

XML_PROCESS = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
<System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><Level>4</Level>
<TimeCreated SystemTime='2024-05-01T12:00:00.1234567Z'/><EventRecordID>77</EventRecordID>
<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>経理-PC01</Computer></System>
<EventData><Data Name='RuleName'></Data><Data Name='Image'>C:\\Users\\山田\\AppData\\Local\\Temp\\請求書.exe</Data>
<Data Name='CommandLine'>請求書.exe /quiet</Data><Data Name='User'>経理-PC01\\管理者</Data></EventData>
<RenderingInfo Culture='ja-JP'><Message>プロセスの作成</Message><Level>情報</Level></RenderingInfo></Event>"""
