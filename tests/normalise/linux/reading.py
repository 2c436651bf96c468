"""Reading made-up input with one source, as the registry would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from otasuke.events import Event, Reject
from otasuke.normalise.base import Context, JsonSource, Line, TextSource

CONTEXT = Context(received_at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), sensor="collector")


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


ODD_VALUES = (
    *(None, True, False, 0, -1, 26, 2**64, -1.5, float("nan"), "", "x", "-", "(null)", "日本", "\ud800", "a" * 3000),
    *("execve", "exec", "CREATE", "start", "process", "linux", "1604996384.965:93777", "2026-11-22T10:00:00+0900"),
    *([], {}, [[]], [None], [1, "x"], [{}], [300, -1], [27, 255], {"": {}}, {"path": "/x"}, [{"name": "/x"}, 1]),
)


def objects_with(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that hold some of these names, with values of every kind, two objects deep."""
    values = st.sampled_from(ODD_VALUES)
    inner = st.dictionaries(st.sampled_from(names), values, max_size=4)
    middle = st.dictionaries(st.sampled_from(names), values | inner, max_size=4)
    return st.dictionaries(st.sampled_from((*names, "", "a.b")), values | inner | middle, max_size=6)
