from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.demo.seen import what_was_seen
from otasuke.events import Event, LogSource, Value

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"signature": "ET MALWARE X", "dst_ip": "203.0.113.9", "dst_port": "80"},
            "alert: ET MALWARE X → 203.0.113.9:80",
        ),
        ({"virus": "W32/A", "filename": "a.exe", "action": "blocked"}, "virus: W32/A a.exe (blocked)"),
        ({"http.url": "/a.exe", "http.hostname": "b.example"}, "http: GET b.example/a.exe"),
        ({"query": "b.example"}, "dns: b.example"),
        ({"Image": r"C:\W\regsvr32.exe", "ImageLoaded": r"C:\O\OLMAPI32.DLL"}, "load: regsvr32.exe ← OLMAPI32.DLL"),
        ({"attachment": ("a.docm", "b.zip"), "mail_to": "info@a.example"}, "mail: a.docm, b.zip → info@a.example"),
        ({"method": "LOGIN", "user": "a", "src_ip": "203.0.113.9"}, "sign-in: a ← 203.0.113.9"),
        ({"TargetObject": r"HKU\S-1\Run\kgwmx", "Details": "a.dll"}, "registry: kgwmx = a.dll"),
        ({"else": "x"}, "smb"),
    ],
)
def test_a_record_is_said_in_a_line(fields: dict[str, Value], said: str) -> None:
    event = Event(NOW, NOW, "network.suricata", "s", (LogSource("suricata", None, "smb"),), fields, 0)

    assert what_was_seen(event) == said
