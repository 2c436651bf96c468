"""Findings: what rules found in the events of one message, as it stands in the journal of detections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeVar

import orjson

from otasuke.events import Event, LogSource, Value

JOURNAL = "detections"
NO_HITS = b'"hits":[]}'
"""So an entry ends that has detections alone."""
_LARGEST_ENTRY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Picture:
    """Data of a small picture of what a learnt detector found. kind: `times` (seconds since 1970 against a value) or `bars`."""

    kind: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LiveDetection:
    """A rule matched an event, a correlation was true, an indicator was seen, or a learnt detector found something unusual.

    id           the same for the same rule on the same record of the same tenant, however often it is sent and read; of an
                 indicator the same for a device and a day.
    sensor       the computer or device that the record names; sent_by: the sensor of the credential.
    batch        and `ordinal` say where the event is in the lake; both are empty for a correlation and what was learnt.
    event        the event's key; `events` those of a correlation.
    log          product, category and service of the event's log, "" where it does not say; of a correlation whose last event
                 is not known those of the first rule that it combines. Entries that were written before have none.
    matched      field, value and pattern of each atom that made the rule true; of what was learnt name, value, and what is usual.
    fields       of the event; of a correlation, what of its last event says who did it, and with whom. Its sensor and sent_by are
                 that event's too. None where they are not known.
    group        of a correlation, its group-by fields; of an indicator the `device`, of what was learnt the `counterpart` too.
    picture      of what was learnt.
    is_learning  the detector did not know the tenant yet: this alone is no reason to interrupt anybody.
    """

    id: str
    tenant: str
    rule_id: str
    title: str
    level: str
    tags: tuple[str, ...]
    time: datetime | None
    received_at: datetime
    detected_at: datetime
    sensor: str = ""
    sent_by: str = ""
    source: str = ""
    log: tuple[str, str, str] = ("", "", "")
    batch: str = ""
    ordinal: int = -1
    event: str = ""
    events: tuple[str, ...] = ()
    matched: tuple[tuple[str, str, str], ...] = ()
    group: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, Value] | None = None
    picture: Picture | None = None
    is_learning: bool = False


@dataclass(frozen=True, slots=True)
class CorrelatedHit:
    """A hit that a correlation may build on.

    fields  that correlations look at; facts: what else of its event says who did it, with whom, and what came (`facts_of`).
    batch   of the parcel that its event came in; sensor, sent_by and log as a detection has them. Entries that were written before have none.
    """

    tenant: str
    rule_id: str
    time: datetime | None
    received_at: datetime
    event: str
    fields: Mapping[str, Value]
    batch: str = ""
    sensor: str = ""
    sent_by: str = ""
    log: tuple[str, str, str] = ("", "", "")
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one entry of the journal says."""

    detections: tuple[LiveDetection, ...] = ()
    hits: tuple[CorrelatedHit, ...] = ()


_Item = TypeVar("_Item", LiveDetection, CorrelatedHit)


def event_key(event: Event) -> str:
    """What tells a record from others of its tenant: its content. The same record read again has the same key."""
    fields = orjson.dumps(dict(event.fields), option=orjson.OPT_SORT_KEYS)
    digest = blake2b(fields, digest_size=12, key=event.source.encode()[:64])
    digest.update(f"{event.time and event.time.isoformat()}\0{event.sensor}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def log_of(sources: Sequence[LogSource]) -> tuple[str, str, str]:
    """The kind of log that the first of these says, as a detection has it."""
    return sources[0].parts if sources else LogSource().parts


def detection_id(tenant: str, rule_id: str, what: str) -> str:
    """The id of a detection of `what`: an event's key, or a group and a moment."""
    text = f"{tenant}\0{rule_id}\0{what}".encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16).hexdigest()


def parcel_entries(findings: Findings) -> Iterator[tuple[str, bytes]]:
    """The findings of a message as entries of the journal: each parcel has its own, named after it.

    So a parcel that comes in another message too, as its sender was not answered in time, is told once.
    """
    detections, hits = _by_parcel(findings.detections), _by_parcel(findings.hits)
    for parcel in detections | hits:
        of_parcel = Findings(tuple(detections.get(parcel, ())), tuple(hits.get(parcel, ())))
        yield from entries(entry_name(*parcel), of_parcel)


def _by_parcel(items: Iterable[_Item]) -> dict[tuple[str, str], list[_Item]]:
    found: dict[tuple[str, str], list[_Item]] = {}
    for one in items:
        found.setdefault((one.tenant, one.batch), []).append(one)
    return found


def entry_name(tenant: str, batch: str) -> str:
    """The name of what is told about a parcel."""
    return blake2b(f"{tenant}\0{batch}".encode(), digest_size=16).hexdigest()


def entries(name: str, findings: Findings) -> Iterator[tuple[str, bytes]]:
    """Findings as entries of the journal, with names that are the same each time."""
    items = [*(("d", one) for one in findings.detections), *(("h", one) for one in findings.hits)]
    parts: list[tuple[str, bytes]] = [(kind, orjson.dumps(one)) for kind, one in items]
    for number, group in enumerate(_groups(parts)):
        yield (f"{name}.{number}" if number else name), _entry(group)


def _groups(parts: Sequence[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    group: list[tuple[str, bytes]] = []
    size = 0
    for part in parts:
        if group and size + len(part[1]) > _LARGEST_ENTRY_BYTES:
            yield group
            group, size = [], 0
        group.append(part)
        size += len(part[1])
    if group:
        yield group


def _entry(group: Sequence[tuple[str, bytes]]) -> bytes:
    of_kind = {kind: b",".join(part for its_kind, part in group if its_kind == kind) for kind in ("d", "h")}
    return b'{"detections":[' + of_kind["d"] + b'],"hits":[' + of_kind["h"] + b"]}"


def read_findings(data: bytes) -> Findings:
    """The findings of an entry. Raises ValueError, TypeError, KeyError."""
    content = orjson.loads(data)
    return Findings(
        tuple(_detection(one) for one in content["detections"]), tuple(_hit(one) for one in content["hits"])
    )


def _detection(content: dict[str, Any]) -> LiveDetection:
    lists = {
        "tags": tuple(content["tags"]),
        "log": tuple(content.get("log", ("", "", ""))),
        "events": tuple(content["events"]),
        "matched": tuple(tuple(one) for one in content["matched"]),
        "group": tuple(tuple(one) for one in content["group"]),
        "fields": None if content["fields"] is None else _fields(content["fields"]),
        "picture": _picture(content.get("picture")),
    }
    moments = {name: _moment(content[name]) for name in ("time", "received_at", "detected_at")}
    return LiveDetection(**(content | lists | moments))


def _hit(content: dict[str, Any]) -> CorrelatedHit:
    moments = {name: _moment(content[name]) for name in ("time", "received_at")}
    fields = {name: _fields(content.get(name, {})) for name in ("fields", "facts")}
    return CorrelatedHit(**(content | moments | fields | {"log": tuple(content.get("log", ("", "", "")))}))


def _picture(content: Mapping[str, Any] | None) -> Picture | None:
    """Entries that were written before there were pictures have none."""
    if content is None:
        return None
    return Picture(content["kind"], tuple((x, y) for x, y in content["points"]))


def _fields(content: Mapping[str, Any]) -> dict[str, Value]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
