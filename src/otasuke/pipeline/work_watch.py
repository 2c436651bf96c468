"""What a worker notes about its own work: for Prometheus, for `otasuke status`, and never anything of a customer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from time import perf_counter

from prometheus_client import CollectorRegistry

from otasuke.detect.rule import Rule
from otasuke.findings.live import Findings
from otasuke.lake.segments import Segment
from otasuke.pipeline.metrics import ArchiveMetrics, DetectMetrics
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.rules import RunningRules
from otasuke.pipeline.step import Outcome


class WorkWatch:
    """Told what a worker does.

    events  that were matched since the start; lag_s: how long ago that came which is worked on, 0 if nothing waits.
    rules   how many run, with the correlations; faults: of those that do not, in words.
    """

    def __init__(
        self, registry: CollectorRegistry | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        registry = registry or CollectorRegistry()
        self._detect = DetectMetrics(registry)
        self._archive = ArchiveMetrics(registry)
        self._now = now
        self._oldest: datetime | None = None
        self.events = 0
        self.lag_s = 0.0
        self.rules = 0
        self.faults: tuple[str, ...] = ()
        self.timed = self._detect.timed

    @contextmanager
    def waited(self, stage: str) -> Iterator[None]:
        """Count the time that is spent meanwhile, in which this thread may do other things too."""
        began = perf_counter()
        try:
            yield
        finally:
            self._detect.stage_s.labels(stage).inc(perf_counter() - began)

    def use(self, rules: RunningRules) -> None:
        """These rules run from now on."""
        self._show_rules(rules.count + len(rules.correlations), tuple(map(str, rules.faults)))

    def disabled(self, rule: Rule, error: str) -> None:
        """The rule failed on an event, and runs no more until the rules change. error: the type of the exception."""
        fault = f"{rule.place}: {rule.title} failed on an event ({error}); it is tried again when a rule file changes"
        self._show_rules(self.rules - 1, (*self.faults, fault))

    def _show_rules(self, count: int, faults: tuple[str, ...]) -> None:
        self.rules, self.faults = count, faults
        self._detect.rules.set(count)
        self._detect.faults.set(len(faults))

    def worked(self, outcome: Outcome) -> None:
        """Messages were worked on."""
        self._detect.messages.inc(len(outcome.parcels))
        for source, count in outcome.events.items():
            self._detect.events.labels(source).inc(count)
            self.events += count
        for reason, count in Counter(one.reason for one in outcome.letters).items():
            self._detect.rejects.labels(reason).inc(count)
        self._found(outcome.findings)
        self._note_age(list(chain.from_iterable(outcome.parcels)))

    def sighted(self, findings: Findings) -> None:
        """Indicators were seen."""
        self._found(findings)
        for rule_id, count in Counter(one.rule_id for one in findings.detections).items():
            self._detect.sightings.labels(rule_id.rpartition("/")[2]).inc(count)

    def uses_indicators(self, count: int, *, is_bad: bool) -> None:
        """So many are looked for. is_bad: they should be others, which cannot be used."""
        self._detect.indicators.set(count)
        self._detect.has_bad_indicators.set(is_bad)

    def _found(self, findings: Findings) -> None:
        for level, count in Counter(one.level for one in findings.detections).items():
            self._detect.detections.labels(level).inc(count)

    def left_out(self, level: str) -> None:
        """A detection was left out, as its rule is switched off for the tenant."""
        self._detect.left_out.labels(level).inc()

    def failed(self, reason: str) -> None:
        """A message could not be worked on. reason: the type of an exception, or one of a few words."""
        self._detect.failures.labels(reason).inc()

    def is_idle(self) -> None:
        """Nothing waits."""
        self._show_lag(0.0)

    def flushed(self, segments: Sequence[Segment], *, took_s: float) -> None:
        """What was gathered is on the disk."""
        self._archive.rows.inc(sum(one.rows for one in segments))
        self._archive.bytes.inc(sum(one.size_bytes for one in segments))
        self._archive.files.inc(len(segments))
        self._archive.flush_s.observe(took_s)
        if self._oldest is not None:
            self._archive.lag_s.set(self._age_s(self._oldest))
        self._oldest = None
        self._archive.waiting_rows.set(0)

    def crowded(self, events: int) -> None:
        """So many events of a sensor have more new fields than become columns."""
        self._archive.crowded.inc(events)

    def gathered(self, rows: int) -> None:
        """So many events wait to be written."""
        self._archive.waiting_rows.set(rows)

    def _note_age(self, parcels: Sequence[Parcel]) -> None:
        if parcels:
            oldest = min(one.received_at for one in parcels)
            self._oldest = min(oldest, self._oldest or oldest)
            self._show_lag(self._age_s(oldest))

    def _age_s(self, at: datetime) -> float:
        return max(0.0, (self._now() - at).total_seconds())

    def _show_lag(self, lag_s: float) -> None:
        self.lag_s = lag_s
        self._detect.lag_s.set(lag_s)
