"""Presence: which sensors were heard, as the gateway tells it at once for whoever waits for a device to come.

`pipeline.arrivals` is another matter: what workers have counted, seconds later, for whoever watches over silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import orjson

JOURNAL = "presence"
KEPT = timedelta(days=2)
_AT_ONCE = 5_000
"""Of the longest names, 1.5 MB."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Something of a sensor was received, and is on a disk. at: when, aware UTC."""

    tenant: str
    sensor: str
    at: datetime


def presence_entries(heard: Iterable[Presence]) -> Iterator[bytes]:
    """Who was heard, as entries of the journal."""
    waiting = iter(heard)
    while some := list(islice(waiting, _AT_ONCE)):
        yield orjson.dumps([(one.tenant, one.sensor, one.at) for one in some])


def read_presence(data: bytes) -> Sequence[Presence]:
    """What an entry says. Raises ValueError, TypeError."""
    return [Presence(tenant, sensor, datetime.fromisoformat(at)) for tenant, sensor, at in orjson.loads(data)]
