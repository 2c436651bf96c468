"""Indicators in a scan: events as columns for the matcher, and its sightings as findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from otasuke.cli.scanning.results import Finding, in_order
from otasuke.detect.detection import Detection, Evidence
from otasuke.detect.indicators.indicator_set import load
from otasuke.detect.indicators.matcher import Matcher
from otasuke.detect.indicators.sighting import Sighting
from otasuke.detect.rule import And, Level, Place, Rule
from otasuke.events import Event, LogSource
from otasuke.lake.columns import to_columns

_DOUBTS = "同じアドレスや名前を、あとから別の人が使っていることがあります。一覧に載った日を確かめてください。"


class Watch:
    """Looks for the indicators of a set in the events of inputs."""

    def __init__(self, data: bytes) -> None:
        self._matcher = Matcher(load(data))

    def sightings(self, name: str, events: Sequence[Event]) -> list[Sighting]:
        """What events of an input show. `batch` of a sighting is the input's name."""
        return self._matcher.sightings([to_columns([(name, at, event) for at, event in enumerate(events)])])


def findings_of(sightings: Iterable[Sighting], *, level: Level) -> list[Finding]:
    """One finding for each device, indicator and day, at the first event, from a level on."""
    found: dict[str, Sighting] = {}
    for one in sightings:
        known = found.get(one.id)
        if known is None:
            found[one.id] = one
        else:
            first = min(known, one, key=lambda each: (each.moment, each.batch, each.record))
            found[one.id] = replace(first, count=known.count + one.count)
    return in_order(Finding(_detection(one)) for one in found.values() if one.level.rank >= level.rank)


def rule_of(rule_id: str, findings: Iterable[Finding]) -> Rule:
    """What there is to say about the findings of indicators of a kind."""
    first = next(one.detection for one in findings if one.detection.rule_id == rule_id)
    return Rule(rule_id, first.rule_title, first.level, LogSource(), And(()), Place("", 0), falsepositives=(_DOUBTS,))


def _detection(one: Sighting) -> Detection:
    events = f"; {one.count:,} events that day" if one.count > 1 else ""
    return Detection(
        rule_id=one.rule_id,
        rule_title=one.title,
        level=one.level,
        time=one.time,
        source=one.batch,
        record=one.record,
        computer=one.device,
        tags=one.tags,
        matched=(Evidence(one.field, one.value, one.pattern + events),),
    )
