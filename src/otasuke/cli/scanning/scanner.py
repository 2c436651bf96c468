"""One process's share of a scan: reads portions, matches them, and says why each rule is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

import orjson

from otasuke.cli.engines import Ready
from otasuke.cli.inputs import Portion, Skipped
from otasuke.cli.not_logs import why_not_a_log
from otasuke.cli.scanning.reading import Batch, LineBatch, Ordinals, read_batches, read_json_lines
from otasuke.cli.scanning.results import Finding, Results
from otasuke.cli.scanning.sightings import Watch
from otasuke.cli.streams import Stream, StreamError, open_streams
from otasuke.detect.correlate import CorrelationLimits, Correlator, RuleHit
from otasuke.detect.detection import Detection
from otasuke.detect.explain import explain
from otasuke.detect.rule import Correlation, Level, Rule
from otasuke.events import Event, Reject
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.reader import is_json_lines
from otasuke.normalise.registry import JSON_SOURCES, SOURCES
from otasuke.normalise.times import JST


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for, as far as matching is concerned.

    zone          of times in logs that do not say which zone they mean.
    since, until  aware; events without a time are inside.
    source        the name of the format of every input; None: recognise it.
    indicators    a set of them as bytes; None: look for none.
    """

    received_at: datetime
    zone: tzinfo = JST
    level: Level = Level.INFORMATIONAL
    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    keep_rejects: bool = False
    indicators: bytes | None = None

    def covers(self, time: datetime | None) -> bool:
        """Whether an event of this time was asked for."""
        if time is None:
            return True
        return (self.since is None or time >= self.since) and (self.until is None or time < self.until)


def correlator_for(ready: Ready) -> Correlator:
    """A correlator for the correlations of the rule set."""
    numbers = {id: number for number, id in enumerate(ready.rules.ids)}
    names = {name for correlation in ready.rules.correlations for name in correlation.rules}
    rules = [ready.rules.rule(numbers[name]) for name in sorted(names) if name in numbers]
    return Correlator(ready.rules.correlations, rules, limits=CorrelationLimits.for_scan())


class Scanner:
    """Scans portions, one after another.

    is_stopped  asked between batches; once it is true, the rest of a portion is left unread.
    """

    def __init__(self, ready: Ready, options: Options, is_stopped: Callable[[], bool]) -> None:
        correlator = correlator_for(ready)
        self._ready = ready
        self._options = options
        self._is_stopped = is_stopped
        self._silent = correlator.silent_rules
        self._wanted = correlator.wanted_rules
        self._kept_fields = _correlated_fields(ready.rules.correlations)
        self._context = Context(options.received_at, zone=options.zone)
        self._rule = lru_cache(maxsize=None)(ready.rules.rule)
        self._watch = Watch(options.indicators) if options.indicators is not None else None

    def scan(self, portion: Portion) -> Results:
        """What is in a portion. Numbers of a piece's records are marked; see `with_numbers_from`."""
        results = Results()
        for stream in open_streams(portion, self._is_stopped):
            if self._is_stopped():
                results.is_whole = False
                break
            if isinstance(stream, Skipped):
                results.skipped.append(stream)
            elif reason := self._why_skipped(stream, portion):
                results.skipped.append(Skipped(stream.name, reason, is_failure=False))
                _drain(stream)
            else:
                results.inputs += 1
                self._scan_stream(stream, portion, results)
        return results

    def _why_skipped(self, stream: Stream, portion: Portion) -> str | None:
        if self._options.source is not None or (portion.piece and portion.piece[0] > 0):
            return None
        is_named = portion.is_named and "!" not in stream.name.removeprefix(portion.path)
        return why_not_a_log(stream.name, stream.head, is_named=is_named)

    def _scan_stream(self, stream: Stream, portion: Portion, results: Results) -> None:
        try:
            for batch in self._batches(stream, _counted(stream.chunks, results), portion, results):
                if isinstance(batch, Reject):
                    results.add_reject(stream.name, batch, keep_all=self._options.keep_rejects)
                else:
                    self._match(stream.name, batch, results)
                if self._is_stopped():
                    results.is_whole = False
                    return
        except StreamError as error:
            results.skipped.append(Skipped(stream.name, str(error), is_failure=True))

    def _batches(self, stream: Stream, chunks: Iterator[bytes], portion: Portion, results: Results) -> Iterator[Batch]:
        named = next((source for source in SOURCES if source.name == self._options.source), None)
        sources = (named,) if isinstance(named, JsonSource) else () if named else JSON_SOURCES
        if not sources or not (portion.piece or is_json_lines(stream.head)):
            return read_batches(_until_broken(chunks, results, stream.name), self._context, self._options.source)
        ordinals = Ordinals(is_piece=portion.piece is not None)
        whole = _until_broken(chunks, results, stream.name)
        return _counting(read_json_lines(whole, self._context, ordinals, sources), ordinals, results)

    def _match(self, name: str, batch: LineBatch | list[Event], results: Results) -> None:
        if isinstance(batch, LineBatch):
            self._match_lines(name, batch, results)
            return
        for event in batch:
            results.events[event.source] += 1
        self._look_at(name, batch, results)
        hits = self._ready.engine.match_events(batch)
        for position, number in hits.pairs.tolist():
            self._hit(name, batch[position], number, results)

    def _match_lines(self, name: str, batch: LineBatch, results: Results) -> None:
        assert batch.source.shape is not None

        def read_line(line: bytes) -> Event:
            return batch.source.to_event(orjson.loads(line), self._context, 0)

        hits = self._ready.engine.match_lines(batch.source.shape, b"\n".join(batch.lines), read_line)
        known: dict[int, Event] = {}
        if self._watch is not None:
            known = {line: batch.event(line, self._context) for line in range(len(batch.lines))}
            self._look_at(name, list(known.values()), results)
        for line, number in hits.pairs.tolist():
            if line not in known:
                known[line] = batch.event(line, self._context)
            self._hit(name, known[line], number, results)
        results.events[batch.source.name] += len(batch.lines)

    def _look_at(self, name: str, events: list[Event], results: Results) -> None:
        """Look for indicators in events."""
        if self._watch is not None:
            results.sightings += self._watch.sightings(name, [one for one in events if self._options.covers(one.time)])

    def _hit(self, name: str, event: Event, number: int, results: Results) -> None:
        if not self._options.covers(event.time):
            results.outside += 1
            return
        rule = self._rule(number)
        if rule.id in self._wanted:
            fields = {field: event.fields[field] for field in self._kept_fields if field in event.fields}
            results.hits.append(RuleHit(rule.id, event.time, name, event.record, fields))
            results.sensors[name, event.record] = event.sensor
        if rule.id not in self._silent and rule.level.rank >= self._options.level.rank:
            results.findings.append(Finding(_detection(rule, event, name)))


def _detection(rule: Rule, event: Event, name: str) -> Detection:
    return Detection(
        rule_id=rule.id,
        rule_title=rule.title,
        level=rule.level,
        time=event.time,
        source=name,
        record=event.record,
        computer=event.sensor,
        tags=rule.tags,
        matched=explain(rule, event),
    )


def _correlated_fields(correlations: Iterable[Correlation]) -> frozenset[str]:
    """Every field that a correlation may look at."""
    names: set[str] = set()
    for correlation in correlations:
        names.update(correlation.group_by, correlation.fields)
        names.update(field for fields in correlation.aliases.values() for field in fields.values())
    return frozenset(names)


def _counted(chunks: Iterator[bytes], results: Results) -> Iterator[bytes]:
    for chunk in chunks:
        results.read_bytes += len(chunk)
        results.lines += chunk.count(b"\n")
        yield chunk


def _counting(batches: Iterator[Batch], ordinals: Ordinals, results: Results) -> Iterator[Batch]:
    yield from batches
    results.ordinals = ordinals.used


def _until_broken(chunks: Iterator[bytes], results: Results, name: str) -> Iterator[bytes]:
    """The chunks up to where reading fails: what came before is still read as what it is."""
    try:
        yield from chunks
    except StreamError as error:
        results.skipped.append(Skipped(name, f"{error} (what comes before was read)", is_failure=True))


def _drain(stream: Stream) -> None:
    """Leave a stream that is skipped without reading it; an archive finds its next member by itself."""
    with suppress(StreamError):
        next(stream.chunks, None)
