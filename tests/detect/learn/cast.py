"""Real records as sensors write them, as columns of the lake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pyarrow as pa

from otasuke.events import Event
from otasuke.lake.columns import joined, to_columns
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

MORNING = datetime(2026, 4, 14, 0, tzinfo=UTC)  # nine o'clock in Japan


def table_of(*lines: bytes, tenant: str = "sakura") -> pa.Table:
    """The records as the lake has them, all of one tenant."""
    events = [one for one in normalise(b"\n".join(lines), Context(MORNING)) if isinstance(one, Event)]
    assert len(events) == len(lines)
    table = joined([to_columns([("b", number, event) for number, event in enumerate(events)])])
    return table.append_column("tenant", pa.array([tenant] * len(table)))


def flow(at: timedelta, source: str, destination: str, *, port: int = 443, out: int = 400, back: int = 900) -> bytes:
    """A connection as Suricata writes it. at: after MORNING."""
    return eve(
        "flow",
        at,
        src_ip=source,
        src_port=50000,
        dest_ip=destination,
        dest_port=port,
        proto="TCP",
        flow={"bytes_toserver": out, "bytes_toclient": back, "state": "closed"},
    )


def question(at: timedelta, source: str, name: str, kind: str = "A") -> bytes:
    """A question about a name."""
    dns = {"type": "query", "rrname": name, "rrtype": kind}
    return eve("dns", at, src_ip=source, src_port=53111, dest_ip="8.8.8.8", dest_port=53, proto="UDP", dns=dns)


def eve(event_type: str, at: timedelta, **rest: Any) -> bytes:
    """A record of Suricata."""
    time = (MORNING + at).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    return orjson.dumps({"timestamp": time, "flow_id": 1, "event_type": event_type, **rest})
