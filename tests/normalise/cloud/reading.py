"""Read one record as the product would: by the first source that recognises it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from otasuke.events import Event, LogSource
from otasuke.normalise import cloud, endpoint
from otasuke.normalise.base import Context, JsonSource

CONTEXT = Context(datetime(2024, 3, 29, 7, 0, tzinfo=UTC), sensor="gateway")
SOURCES = tuple(source for source in (*cloud.SOURCES, *endpoint.SOURCES) if isinstance(source, JsonSource))


def source_of(record: Mapping[str, Any]) -> JsonSource | None:
    return next((source for source in SOURCES if source.recognises(record)), None)


def read(record: Mapping[str, Any]) -> Event:
    source = source_of(record)
    assert source is not None
    return source.to_event(record, CONTEXT, 7)


def is_covered(event: Event, product: str | None, category: str | None, service: str | None) -> bool:
    return any(LogSource(product, category, service).covers(logsource) for logsource in event.logsources)
