"""A lake that fills with what a sensor of Sakura and one of Fuji wrote, and detectors that learn from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pyarrow as pa

from detect.learn.cast import MORNING, eve, flow, lease
from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.learnt import Learnt
from otasuke.events import Event
from otasuke.findings.live import LiveDetection, read_findings
from otasuke.lake.columns import to_columns
from otasuke.lake.following import ahead_of
from otasuke.lake.recent_writer import RecentWriter
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.pipeline.learnt.learners import COLUMNS, Learners
from otasuke.pipeline.learnt.telling import OWN
from otasuke.pipeline.log import Log
from otasuke.stream.port import Journal

SAKURA, FUJI, HAGI = "sakura", "fuji", "hagi"
PC, SERVER = "192.168.11.14", "141.98.10.60"
WRITTEN = MORNING + timedelta(hours=9)
_BATCHES = count()


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def beacon(first: int, last: int, *, peer: str = SERVER) -> list[bytes]:
    """Every five minutes a device reports outside."""
    return [flow(minutes(5 * number), PC, peer) for number in range(first, last)]


def neighbour_scan(at: timedelta = minutes(0), *, first: int = 20, count: int = 20) -> list[bytes]:
    """A device knocks at the same door of one neighbour after the other."""
    return [
        flow(at + timedelta(seconds=number), PC, f"192.168.11.{first + number}", port=445) for number in range(count)
    ]


def computers(first: int, count: int) -> list[bytes]:
    """Computers get their addresses."""
    return [
        lease(minutes(number), f"08:00:27:3a:{number >> 8:02x}:{number & 255:02x}")
        for number in range(first, first + count)
    ]


def store(lake: Path, *parcels: tuple[str, Sequence[bytes]], at: datetime = WRITTEN) -> None:
    """A segment with what these tenants' sensors wrote."""
    writer, batch = RecentWriter(lake), f"b{next(_BATCHES)}"
    columns = [_columns(tenant, batch, lines) for tenant, lines in parcels]
    writer.add(batch, writer_parcels(parcels, batch), columns)
    writer.flush(at)


def writer_parcels(parcels: Sequence[tuple[str, Sequence[bytes]]], batch: str) -> list[tuple[str, str]]:
    return [(tenant, batch) for tenant, _ in parcels]


def _columns(tenant: str, batch: str, lines: Sequence[bytes]) -> pa.RecordBatch:
    events = [one for one in normalise(b"\n".join(lines), Context(MORNING)) if isinstance(one, Event)]
    assert len(events) == len(lines)
    columns = to_columns([(batch, ordinal, one) for ordinal, one in enumerate(events)])
    for name, value in (("tenant", tenant), ("sent_by", "utm")):
        columns = columns.append_column(name, pa.array([value] * len(columns)).dictionary_encode())
    return columns


def wordy(number: int) -> bytes:
    """An event with a field that no other has, beside one that is read."""
    return eve(
        "flow", minutes(number), src_ip=PC, dest_ip=SERVER, dest_port=443, proto="TCP", **{f"made_up_{number}": "x"}
    )


def learners(folder: Path, *, days: int = 0, said: list[str] | None = None) -> Learners:
    """Detectors that tell at once unless they learn for some days."""
    folder.mkdir(parents=True, exist_ok=True)
    log = Log("learn", write=(said if said is not None else []).append)
    return Learners(folder, lambda: Detectors(longest=timedelta(days=days)), log=log)


def look_at_all(learners: Learners, lake: Path) -> list[Learnt]:
    """Read whatever there is to read."""
    found = []
    for segment in ahead_of(lake, learners.read_through).segments:
        found += learners.look_at(segment.number, segment.batches(COLUMNS))
        learners.have_read(segment.number)
    return found


async def told(journal: Journal) -> list[LiveDetection]:
    """What the learnt detectors have told, in order."""
    found = await journal.read(after=0, most=10_000, wait_s=0)
    own = [one for one in found if one.name.startswith(OWN)]
    return [detection for one in own for detection in read_findings(one.data).detections]


NOW = datetime(2026, 4, 14, 12, tzinfo=UTC)
