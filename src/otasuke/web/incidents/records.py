"""The events behind an alert, and a look for a counterpart in what all companies sent: both from the lake, both bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.compute as pc

from otasuke.events import Event
from otasuke.lake.columns import to_events
from otasuke.lake.hunting.conditions import parse_conditions
from otasuke.lake.hunting.hunt import Limits, Outcome, hunt
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Condition
from otasuke.lake.reader import LakeReader
from otasuke.web.alerts.models import Alert, Sighting

MOST_EVENTS, MOST_HITS = 10, 50
BACK = timedelta(days=30)
_AROUND = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Found:
    """An event as it was sent. event: None: the lake does not have it any more, or not yet; then the fields that were kept."""

    sighting: Sighting
    event: Event | None

    @property
    def is_of_many(self) -> bool:
        """It was found by a correlation or a detector that learns: no single event is behind it."""
        return not self.sighting.batch

    @property
    def fields(self) -> Mapping[str, object]:
        """By name; several values in a row."""
        fields: Mapping[str, object] = self.event.fields if self.event else self.sighting.fields
        return {name: _text(value) for name, value in sorted(fields.items())}

    @property
    def wanted(self) -> frozenset[str]:
        """The fields that made it a hit."""
        return frozenset(name for name, *_rest in self.sighting.matched)


def _text(value: object) -> object:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else value


def records_of(alert: Alert, *, lake: Path, tenant: str) -> Sequence[Found]:
    """The newest events of an alert, whose company's scope is open. Raises LakeError, OSError."""
    seen = list(Sighting.objects.filter(alert=alert).order_by("-at")[:MOST_EVENTS])
    reader = LakeReader(lake, tenant)
    return [Found(one, _event(reader, one)) for one in seen]


def _event(reader: LakeReader, one: Sighting) -> Event | None:
    if not one.batch or one.ordinal < 0:
        return None
    for batch in reader.batches(since=one.at - _AROUND, until=one.at + _AROUND):
        is_it = pc.and_(pc.equal(batch["batch"], one.batch), pc.equal(batch["ordinal"], one.ordinal))
        if found := list(to_events(batch.filter(is_it))):
            return found[0]
    return None


def hunt_for(words: str, *, lake: Path, now: datetime) -> Outcome:
    """Look for a counterpart in what all companies sent in the last days. Raises BadCondition, LakeError, OSError."""
    since = now - BACK
    question = Condition(parse_conditions([], [words]))
    parts = parts_of(lake, None, since=since, until=now + timedelta(days=1))
    return hunt(question, parts, Limits(since=since, hits=MOST_HITS, workers=1))
