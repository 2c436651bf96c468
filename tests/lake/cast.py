"""Events of two companies: Sakura (さくら商会) and Fuji."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.events import Event, LogSource, Value

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAKURA, FUJI = "sakura", "fuji"
PROCESS = LogSource("windows", "process_creation", "sysmon")


def event(number: int = 0, *, time: datetime | None = NOON, **fields: Value) -> Event:
    """One event; its record number is `number`."""
    return Event(
        time=time,
        received_at=NOON + timedelta(hours=12),
        source="windows.flat",
        sensor="経理-PC01",
        logsources=(PROCESS, LogSource("windows")),
        fields={"Image": "C:\\a.exe", "User": "花子"} | fields,
        record=number,
    )
