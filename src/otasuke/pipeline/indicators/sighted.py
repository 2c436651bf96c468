"""Sightings of indicators as findings for the journal: each by itself, under a name that is the same each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.sighting import Sighting
from otasuke.events import Event
from otasuke.findings.live import Findings, LiveDetection, entries, event_key, log_of
from otasuke.lake.columns import BATCH, TENANT, to_events


def findings_of(sightings: Sequence[Sighting], batches: Sequence[pa.RecordBatch], *, now: datetime) -> Findings:
    """What is told of sightings in these batches."""
    events = _events_of(sightings, batches) if sightings else {}
    return Findings(tuple(_detection(one, events.get(one.id), now) for one in sightings))


def sighting_entries(findings: Findings) -> Iterator[tuple[str, bytes]]:
    """The findings as entries of the journal: one each, as what is gathered with others may be with others next time."""
    for one in findings.detections:
        yield from entries(one.id, Findings((one,)))


def _detection(one: Sighting, event: Event | None, now: datetime) -> LiveDetection:
    return LiveDetection(
        id=one.id,
        tenant=one.tenant,
        rule_id=one.rule_id,
        title=one.title,
        level=one.level.value,
        tags=one.tags,
        time=one.time,
        received_at=one.received_at,
        detected_at=now,
        sensor=one.sensor,
        sent_by=one.sent_by,
        source=one.source,
        log=log_of(event.logsources if event else ()),
        batch=one.batch,
        ordinal=one.ordinal,
        event=event_key(event) if event else "",
        matched=((one.field, one.value, one.pattern),),
        group=(("device", one.device),),
        fields=event.fields if event else None,
    )


def _events_of(sightings: Sequence[Sighting], batches: Sequence[pa.RecordBatch]) -> dict[str, Event]:
    """By the ids of sightings the events where they were seen first. To read many of a batch costs little more than one."""
    in_parcel: dict[str, list[int]] = defaultdict(list)
    for number, batch in enumerate(batches):
        for name in pc.unique(batch.column(BATCH)).to_pylist():
            in_parcel[name].append(number)
    wanted: dict[int, dict[str, int]] = defaultdict(dict)
    for one in sightings:
        for number in in_parcel.get(one.batch, ()):
            for row in _rows_at(batches[number], one):
                wanted[number][one.id] = row
    found: dict[str, Event] = {}
    for number, rows in wanted.items():
        events = to_events(batches[number].take(pa.array(list(rows.values()))))
        found |= dict(zip(rows, events, strict=True))
    return found


def _rows_at(batch: pa.RecordBatch, one: Sighting) -> list[int]:
    """The row with this place in its parcel; places are numbers, and so told apart soonest."""
    rows = np.flatnonzero(np.asarray(batch.column("ordinal")) == one.ordinal)
    for name, value in ((BATCH, one.batch), (TENANT, one.tenant)):
        if len(rows):
            column = batch.column(name).take(pa.array(rows)).cast(pa.string())
            rows = rows[np.asarray(pc.equal(column, value), dtype=np.bool_)]
    found: list[int] = rows.tolist()
    return found
