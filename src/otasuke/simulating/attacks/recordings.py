"""A recording of a real attack as a story: re-timed and re-hosted, so that it happens in a made-up company.

Windows events of any form (.evtx, NDJSON of any shipper) and Suricata's EVE. The computers of the recording become the
company's, the busiest first; where a value names an old computer, it names the new one. Addresses stay as they were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.simulating.attacks.story import Role, Scene, Story
from otasuke.simulating.writing.templates import Template, json_template, slot
from otasuke.simulating.writing.winlogbeat import windows_template

MOST_RECORDS = 50_000
_ROLES = (Role.VICTIM, Role.COLLEAGUE, Role.THIRD, Role.SERVER)
_SHORTEST_NAME = 4
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED = frozenset(
    "Channel EventID Provider_Name Computer EventRecordID Level Message Keywords Task Opcode Version".split()
)
_OF_THE_ENVELOPE = re.compile(
    r"(agent|host|ecs|event|log|winlog|process|user|related|message|tags|SystemTime|TimeCreated|Correlation|Execution|Security"
    r"|Provider|Hostname|SourceName|@timestamp|@version|port|EventTime|EventReceivedTime|SourceModule\w*|EventType)(\.|$)"
)
_EVE_TIME = f"{slot('day')}T{slot('clock')}.{slot('us')}+0000"
_BRACKETS = str.maketrans("⟦⟧", "[]")


class BadRecording(ValueError):
    """A file that cannot be told as a story, and why."""


def story_of(name: str, data: bytes) -> tuple[Story, int]:
    """The story that a recording's bytes tell, and how many records it had to leave out. Raises BadRecording."""
    found = list(normalise(data, Context(_UNKNOWN)))
    lines = _eve_lines(data)
    events = [one for one in found if isinstance(one, Event) and one.time is not None]
    usable = [one for one in events if one.source.startswith("windows.") or one.record in lines]
    if not usable:
        raise BadRecording("no Windows events and no EVE records with a time are in it")
    if len(usable) > MOST_RECORDS:
        raise BadRecording(f"{len(usable)} records are more than the {MOST_RECORDS} that one attack may have")
    return Story(f"recording:{name}", name, tuple(_scenes(usable, lines))), len(found) - len(usable)


def _eve_lines(data: bytes) -> dict[int, Mapping[str, Any]]:
    """EVE records by their ordinal; nothing if the input is not one JSON object a line."""
    if b'"event_type"' not in data:
        return {}
    rows: dict[int, Mapping[str, Any]] = {}
    for ordinal, line in enumerate(line for line in data.splitlines() if line.strip()):
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(record, dict) and "event_type" in record and "timestamp" in record:
            rows[ordinal] = record
    return rows


def _scenes(events: Sequence[Event], lines: Mapping[int, Mapping[str, Any]]) -> Iterable[Scene]:
    times = [event.time for event in events if event.time is not None]
    began = min(times)
    computers = [name for name, _ in Counter(one.sensor for one in events if _is_windows(one)).most_common()]
    roles = {name: _ROLES[min(position, len(_ROLES) - 1)] for position, name in enumerate(computers)}
    for event, time in zip(events, times, strict=True):
        after_s = (time - began).total_seconds()
        if _is_windows(event):
            yield Scene(after_s, roles[event.sensor], _windows(event))
        else:
            yield Scene(after_s, Role.SURICATA, _eve(lines[event.record]))


def _is_windows(event: Event) -> bool:
    return event.source.startswith("windows.")


def _windows(event: Event) -> Template:
    fields = {name: _safe(value) for name, value in event.fields.items()}
    named = {name: fields.get(name, "") for name in ("Channel", "EventID", "Provider_Name", "Message")}
    data = {
        name: _rehosted(value, event.sensor)
        for name, value in fields.items()
        if name not in _NAMED and (name == "EventType" or not _OF_THE_ENVELOPE.match(name))
    }
    return windows_template(
        _text(named["Channel"]),
        _text(named["EventID"]),
        data,
        provider=_text(named["Provider_Name"]),
        message=_text(_rehosted(named["Message"], event.sensor)),
    )


def _eve(record: Mapping[str, Any]) -> Template:
    safe = orjson.loads(orjson.dumps(record).decode().translate(_BRACKETS))
    return json_template({**safe, "timestamp": _EVE_TIME, "host": slot("host")})


def _safe(value: str | tuple[str, ...]) -> str | list[str]:
    """Without the signs that mark our slots."""
    return value.translate(_BRACKETS) if isinstance(value, str) else [one.translate(_BRACKETS) for one in value]


def _rehosted(value: str | list[str], computer: str) -> str | list[str]:
    if isinstance(value, list):
        return [_text(_rehosted(one, computer)) for one in value]
    short = computer.partition(".")[0]
    if len(short) < _SHORTEST_NAME:
        return value
    whole = value.replace(computer, slot("computer"))
    return re.sub(re.escape(short), lambda _: slot("netbios"), whole, flags=re.IGNORECASE)


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
