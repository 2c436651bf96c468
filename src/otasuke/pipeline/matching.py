"""The second step of a worker: records → what the rules find in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson

from otasuke.detect.explain import explain
from otasuke.detect.rule import Level, Or, Place, Rule
from otasuke.events import Event, LogSource
from otasuke.findings.live import CorrelatedHit, Findings, LiveDetection, detection_id, event_key, log_of
from otasuke.findings.who import facts_of
from otasuke.normalise.base import Context
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.reading import Reading, ShapedRecords
from otasuke.pipeline.rules import RunningRules

_NEVER = Rule("", "", Level.INFORMATIONAL, LogSource(), Or(()), Place("", 0))
"""Stands in for a rule that is disabled: its condition is never true."""
_Hit = tuple[int, int, Event, int]
"""Parcel, place in it, event, and the number of a rule."""


class Matcher:
    """Runs rules over what was read.

    disabled  numbers of rules that find nothing.
    deciding  the rule that Python had in hand last; if `match` fails, it is the one to suspect. None: there was none.
    """

    def __init__(self, rules: RunningRules, *, disabled: frozenset[int] = frozenset()) -> None:
        correlator = rules.correlator()
        self.deciding: int | None = None
        self._disabled = disabled
        self._rule_of = rules.rule
        self._engine = rules.open_engine(self._rule)
        self._wanted = correlator.wanted_rules
        self._silent = correlator.silent_rules
        self.kernel = self._engine.kernel
        self._kept = rules.kept_fields()

    def match(self, parcels: Sequence[Parcel], reading: Reading, *, now: datetime) -> Findings:
        """What was found, each thing once."""
        detections: dict[str, LiveDetection] = {}
        hits: dict[tuple[str, str, str], CorrelatedHit] = {}
        self.deciding = None
        for parcel, ordinal, event, number in self._hits(parcels, reading):
            if number in self._disabled:
                continue
            rule, key = self._rule(number), event_key(event)
            if rule.id in self._wanted:
                hit = self._correlated(rule, event, key, parcels[parcel])
                hits[hit.tenant, hit.rule_id, key] = hit
            if rule.id not in self._silent:
                found = _detection(rule, event, key, parcels[parcel], ordinal=ordinal, now=now)
                detections.setdefault(found.id, found)
        return Findings(tuple(detections.values()), tuple(hits.values()))

    def _rule(self, number: int) -> Rule:
        self.deciding = number
        return _NEVER if number in self._disabled else self._rule_of(number)

    def _hits(self, parcels: Sequence[Parcel], reading: Reading) -> Iterator[_Hit]:
        for records in reading.shaped.values():
            yield from self._hits_in_lines(parcels, records)
        found = self._engine.match_events([event for _, _, event in reading.events])
        for position, number in found.pairs.tolist():
            yield *reading.events[position], number

    def _hits_in_lines(self, parcels: Sequence[Parcel], records: ShapedRecords) -> Iterator[_Hit]:
        source = records.source
        assert source.shape is not None

        data = records.data

        def event_of(line: int) -> Event:
            parcel = parcels[records.parcels[line]]
            context = Context(parcel.received_at, sensor=parcel.sensor)
            return source.to_event(orjson.loads(data[slice(*hits.spans[line])]), context, records.ordinals[line])

        def read_line(line: bytes) -> Event:
            # Rules look at fields alone, which no parcel decides.
            return source.to_event(orjson.loads(line), Context(parcels[0].received_at), 0)

        hits = self._engine.match_lines(source.shape, data, read_line)
        known: dict[int, Event] = {}
        for line, number in hits.pairs.tolist():
            if line not in known:
                known[line] = event_of(line)
            yield records.parcels[line], records.ordinals[line], known[line], number

    def _correlated(self, rule: Rule, event: Event, key: str, parcel: Parcel) -> CorrelatedHit:
        return CorrelatedHit(
            tenant=parcel.tenant,
            rule_id=rule.id,
            time=event.time,
            received_at=parcel.received_at,
            event=key,
            fields={name: event.fields[name] for name in self._kept if name in event.fields},
            batch=parcel.batch,
            sensor=event.sensor,
            sent_by=parcel.sensor,
            log=log_of(event.logsources),
            facts=facts_of(event.fields, but=self._kept),
        )


def _detection(rule: Rule, event: Event, key: str, parcel: Parcel, *, ordinal: int, now: datetime) -> LiveDetection:
    return LiveDetection(
        id=detection_id(parcel.tenant, rule.id, key),
        tenant=parcel.tenant,
        rule_id=rule.id,
        title=rule.title,
        level=rule.level.value,
        tags=rule.tags,
        time=event.time,
        received_at=parcel.received_at,
        detected_at=now,
        sensor=event.sensor,
        sent_by=parcel.sensor,
        source=event.source,
        log=log_of(event.logsources),
        batch=parcel.batch,
        ordinal=ordinal,
        event=key,
        matched=tuple((one.field, one.value, one.pattern) for one in explain(rule, event)),
        fields=event.fields,
    )
