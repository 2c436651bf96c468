"""Indicators and events for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.indicator_set import IndicatorSet, compiled
from otasuke.detect.indicators.observables import parse_observable

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
"""In Japan."""
LIST = About("list")
MD5 = "d41d8cd98f00b204e9800998ecf8427e"
SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
JA4 = "t13d1516h2_8daaf6152771_b186095e22b6"


def set_of(*texts: str, about: About = LIST) -> IndicatorSet:
    """The set of what texts mean."""
    return compiled({parse_observable(text): about for text in texts})


def columns(
    rows: Iterable[dict[str, object]],
    *,
    tenant: str = "sakura",
    source: str = "network.suricata",
    start: datetime = NOON,
    step: timedelta = timedelta(minutes=1),
) -> pa.RecordBatch:
    """Events as the lake has them, one for each row, which names its fields; `sensor` and `time` may be among them."""
    rows = list(rows)
    count = len(rows)
    arrays: dict[str, pa.Array] = {
        "tenant": pa.array([tenant] * count, pa.dictionary(pa.int32(), pa.string())),
        "sent_by": pa.array(["utm"] * count, pa.dictionary(pa.int32(), pa.string())),
        "batch": pa.array(["b1"] * count, pa.dictionary(pa.int32(), pa.string())),
        "ordinal": pa.array(range(count), pa.int32()),
        "time": pa.array(
            [row.get("time", start + at * step) for at, row in enumerate(rows)], pa.timestamp("us", "UTC")
        ),
        "received_at": pa.array([start + at * step for at in range(count)], pa.timestamp("us", "UTC")),
        "source": pa.array([source] * count, pa.dictionary(pa.int32(), pa.string())),
        "sensor": pa.array([row.get("sensor", "utm") for row in rows], pa.dictionary(pa.int32(), pa.string())),
        "record": pa.array(range(count), pa.int64()),
    }
    for name in dict.fromkeys(name for row in rows for name in row if name not in ("sensor", "time")):
        values = [row.get(name) for row in rows]
        if any(isinstance(value, list) for value in values):
            lists = [[value] if isinstance(value, str) else value for value in values]
            arrays[f"f.{name}"] = pa.array(lists, pa.list_(pa.string()))
        else:
            arrays[f"f.{name}"] = pa.array(values, pa.string())
    return pa.RecordBatch.from_pydict(arrays)
