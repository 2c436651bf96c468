"""Reading made-up input with one source, as the registry would."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from otasuke.events import Event, Reject
from otasuke.normalise.base import Context, JsonSource, Line, TextSource

CONTEXT = Context(received_at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), sensor="collector")
SHARED_DATA = Path(os.environ.get("OTASUKE_SHARED_DATA") or Path(__file__).parents[4] / "shared" / "data")


def read(source: TextSource, data: bytes) -> list[Event | Reject]:
    """What the source makes of every line of the data."""
    return list(source.events(lines_of(data), CONTEXT))


def read_events(source: TextSource, data: bytes) -> list[Event]:
    """The same, where everything must be an event."""
    found = read(source, data)
    assert not [item for item in found if isinstance(item, Reject)]
    return [item for item in found if isinstance(item, Event)]


def read_event(source: TextSource, data: bytes) -> Event:
    (event,) = read_events(source, data)
    return event


def read_object(source: JsonSource, record: dict[str, Any]) -> Event:
    """The event of a JSON object that the source must recognise."""
    assert source.recognises(record)
    return source.to_event(record, CONTEXT, 7)


def lines_of(data: bytes) -> list[Line]:
    lines, offset = [], 0
    for number, line in enumerate(data.split(b"\n")):
        if line:
            lines.append(Line(offset, number, line))
        offset += len(line) + 1
    return lines


def logsources(event: Event) -> set[str]:
    return {str(source) for source in event.logsources}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


def objects_with(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that hold some of these names, with values of any kind."""
    members = st.recursive(json_values, lambda inner: st.dictionaries(st.sampled_from(names), inner, max_size=6))
    return st.dictionaries(st.sampled_from(names) | st.text(max_size=8), members, max_size=8)
