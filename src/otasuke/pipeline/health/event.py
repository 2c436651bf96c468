"""Health events: what the watches of this package have to say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

CANARY_TENANT = "otasuke-canary"
"""The tenant of the canaries; nobody else's credential may stand for it."""


class Kind(StrEnum):
    """What happened. The first of each pair begins something, the second ends it."""

    SENSOR_SILENT = "sensor_silent"
    SENSOR_BACK = "sensor_back"
    CANARY_LATE = "canary_late"
    CANARY_MISSING = "canary_missing"
    CANARY_BACK = "canary_back"


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """Something about the health of the service.

    id       the same for the same happening, however often it is told.
    sensor   or the path, for a canary.
    since    when it began: for a silence, when the sensor was heard last. Aware UTC, as `at`.
    at       when it was noticed.
    words    a plain sentence in English.
    figures  what the sentence says, as numbers, so that it can be said in any language.
    """

    id: str
    kind: Kind
    tenant: str
    sensor: str
    since: datetime
    at: datetime
    words: str
    figures: Mapping[str, float]


def event_id(kind: Kind, tenant: str, sensor: str, since: datetime) -> str:
    """The id of what began then."""
    return blake2b(
        "\0".join((kind, tenant, sensor, since.isoformat())).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()


def to_json(event: HealthEvent) -> bytes:
    """The event as one message."""
    return json.dumps(asdict(event), default=datetime.isoformat).encode()


def from_json(data: bytes) -> HealthEvent:
    """The event of a message. Raises ValueError."""
    try:
        content = json.loads(data)
        moments = {name: datetime.fromisoformat(content[name]) for name in ("since", "at")}
        return HealthEvent(**(content | moments | {"kind": Kind(content["kind"])}))
    except (KeyError, TypeError) as error:
        raise ValueError(f"no health event: {error}") from error


def duration_words(seconds: float) -> str:
    """A length of time as one says it: 40 minutes, 5 hours, 3 days."""
    for unit, length_s in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length_s:
            return f"{int(seconds // length_s)} {unit}s"
    return f"{int(seconds)} seconds"
