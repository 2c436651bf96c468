"""Arrivals: which sensors were heard, as the workers tell it for whoever watches over silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from otasuke.pipeline.parcels import Parcel

JOURNAL = "arrivals"
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came from a sensor lately. count: of records; at: when the last of them was received."""

    tenant: str
    sensor: str
    at: datetime
    count: int


class Arrivals:
    """Adds up what came since it was last asked."""

    def __init__(self) -> None:
        self._by_sensor: dict[tuple[str, str], tuple[datetime, int]] = {}

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Count parcels."""
        for one in parcels:
            at, count = self._by_sensor.get((one.tenant, one.sensor), (one.received_at, 0))
            newest = max(at, one.received_at)
            self._by_sensor[one.tenant, one.sensor] = newest, count + one.lines.count(b"\n") + 1

    def taken(self) -> list[Arrival]:
        """What was counted; it is forgotten here."""
        counted, self._by_sensor = self._by_sensor, {}
        return [Arrival(tenant, sensor, at, count) for (tenant, sensor), (at, count) in counted.items()]


def arrivals_entry(arrivals: Iterable[Arrival]) -> bytes:
    """Arrivals as an entry of the journal."""
    return orjson.dumps([(one.tenant, one.sensor, one.at, one.count) for one in arrivals])


def read_arrivals(data: bytes) -> list[Arrival]:
    """The arrivals of an entry. Raises ValueError, TypeError."""
    return [
        Arrival(tenant, sensor, datetime.fromisoformat(at), count) for tenant, sensor, at, count in orjson.loads(data)
    ]
