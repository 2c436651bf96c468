"""Events of two companies: Sakura (さくら商会) and Fuji."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from otasuke.events import Event, LogSource, Value
from otasuke.lake import building, columns, joining
from otasuke.lake.columns import to_columns
from otasuke.lake.recent_writer import RecentWriter

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


@contextmanager
def few_columns(most: int, *, of_tenant: int = 512) -> Iterator[None]:
    """No more fields than `most` become columns meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (building, columns, joining):
            patch.setattr(module, "MOST_FIELDS", most)
        for shared in (building, joining):
            patch.setattr(shared, "MOST_OF_TENANT", of_tenant)
        yield


def shared_columns(tenant: str, batch: str, events: Iterable[Event]) -> pa.RecordBatch:
    """The events of a parcel as columns for several tenants."""
    columns = to_columns([(batch, ordinal, one) for ordinal, one in enumerate(events)])
    for name, value in (("tenant", tenant), ("sent_by", "受付")):
        columns = columns.append_column(name, pa.array([value] * len(columns)).dictionary_encode())
    return columns


def send(writer: RecentWriter, message: str, *parcels: tuple[str, str, list[Event]]) -> None:
    """Do with a message of parcels (tenant, batch, events) what the archive worker does."""
    if writer.has_message(message):
        return
    new = writer.new_parcels([parcel[:2] for parcel in parcels])
    kept = [parcel for parcel, is_new in zip(parcels, new, strict=True) if is_new]
    writer.add(message, [parcel[:2] for parcel in kept], [shared_columns(*parcel) for parcel in kept])
