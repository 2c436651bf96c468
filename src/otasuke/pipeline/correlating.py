"""The correlating process: reads what was found from the journal, and adds what it means together.

Its state is on the disk together with how far it has read; after a crash it reads on from there, and what it would add
a second time is in the journal already.

What needs all that was received until some moment (`Combining.settle`) is decided when that has been read here (`Progress`):
what a worker, the stream or a spool holds up holds it up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
import zstandard
from prometheus_client import CollectorRegistry

from otasuke.detect.correlate import CorrelationHit
from otasuke.detect.correlate.saved import UnknownStateError
from otasuke.findings.live import (
    NO_HITS,
    Findings,
    LiveDetection,
    detection_id,
    entries,
    read_findings,
)
from otasuke.findings.who import Who
from otasuke.lake.durable import write_durably
from otasuke.pipeline.combining import Combining, Moment
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import CorrelateMetrics
from otasuke.pipeline.progress import Progress
from otasuke.pipeline.rule_watch import RuleWatch
from otasuke.pipeline.rules import RuleSource
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.stream.port import Entry, Journal, Stream, StreamUnavailable

_OWN = "correlated."
_AT_A_TIME = 64
_WAIT_S = 1.0
_AGAIN_S = 0.5
_SAVE_EVERY_S = 10.0
_LOOK_EVERY_S = 2.0
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where hits come from.

    group     of the workers that read the stream.
    has_more  whether something that was received is not in the stream yet.
    """

    stream: Stream
    group: str
    journal: Journal
    has_more: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class _Passed:
    """Everything that was received until these moments is in the journal up to this number."""

    number: int
    moments: dict[int, Moment]


class Correlating:
    """Correlates until `run` is cancelled.

    path          where the state is kept.
    tenant_rules  leaves out what is switched off for a tenant.
    lag_s         how long ago that came which is read now.
    """

    def __init__(
        self,
        sources: Sources,
        rules: RuleSource,
        path: Path,
        *,
        log: Log,
        metrics: CorrelateMetrics | None = None,
        tenant_rules: TenantRules | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._seconds = seconds
        self._metrics = metrics or CorrelateMetrics(CollectorRegistry())
        self._tenant_rules = tenant_rules or TenantRules()
        self._sources = sources
        self._journal = sources.journal
        self._rule_watch = RuleWatch(rules, log)
        self._path = path
        self._log = log
        self._now = now
        self._number = 0
        self._began_s = seconds()
        self._progress: Progress[Moment] = Progress()
        self._passed: _Passed | None = None
        self._looked_s = -_LOOK_EVERY_S
        self._saved_at = monotonic()
        self.lag_s = 0.0
        self._is_changed = False
        self._known: set[str] = set()
        self._combining = Combining(rules.load())
        self._restore()
        self._up_s = self._now_s()

    @property
    def held_s(self) -> float:
        """For so long something has held decisions up. A few seconds are usual."""
        return self._now_s() - min((moment.at_s for moment in self._progress.moments), default=self._up_s)

    async def run(self) -> None:
        """Work."""
        await self._look_ahead()
        while True:
            found = await self._read(self._number)
            for entry in found:
                await self._take_in(entry)
            self._show(found)
            await self._add(self._combining.hurry(self._now_s()))
            await self._settle()
            if self._is_changed and monotonic() - self._saved_at >= _SAVE_EVERY_S:
                await asyncio.to_thread(self._save)
            await self._renew_rules()

    def _show(self, read: Sequence[Entry]) -> None:
        """Say how far behind it is: nothing, if what was read was all that there was."""
        behind = len(read) == _AT_A_TIME
        self.lag_s = max(0.0, (self._now() - read[-1].at).total_seconds()) if behind else 0.0
        self._metrics.lag_s.set(self.lag_s)
        self._metrics.held_s.set(self.held_s)
        self._metrics.tenants.set(self._combining.tenants)
        for reason, count in self._combining.dropped().items():
            self._metrics.dropped.labels(reason).inc(count)

    async def _look_ahead(self) -> None:
        """Learn what was added before a crash, so that it is not added again."""
        at = self._number
        while found := await self._read(at):
            for entry in found:
                if entry.name.startswith(_OWN):
                    self._known.add(entry.name)
                    for detection in _findings_of(entry, self._log).detections:
                        self._combining.was_told(detection)
            at = found[-1].number

    async def _read(self, after: int) -> list[Entry]:
        while True:
            wait_s = _WAIT_S / 4 if self._combining.is_in_a_hurry else _WAIT_S
            try:
                return await self._journal.read(after=after, most=_AT_A_TIME, wait_s=wait_s)
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _take_in(self, entry: Entry) -> None:
        # Most entries have no hits, and detections are long.
        if not entry.name.startswith(_OWN) and not entry.data.endswith(NO_HITS):
            for hit in sorted(_findings_of(entry, self._log).hits, key=lambda hit: hit.time or _BEGINNING):
                await self._add(self._combining.add(hit, self._now_s()))
                self._metrics.hits.inc()
        self._number = entry.number
        self._is_changed = True

    def _now_s(self) -> float:
        """The time of a clock that nobody sets, and that stands still while we are down."""
        return self._seconds() - self._began_s

    async def _settle(self) -> None:
        """Decide what nothing older can follow any more."""
        if self._passed is None and self._now_s() - self._looked_s >= _LOOK_EVERY_S:
            self._looked_s = self._now_s()
            self._passed = await self._ask()
        if self._passed is not None and self._number >= self._passed.number:
            passed, self._passed = self._passed, None
            for hits in self._combining.settle(passed.moments):
                await self._add(hits)

    async def _ask(self) -> _Passed | None:
        """How far the workers have come; nothing if that does not matter, as more is on its way to them."""
        moment = self._combining.moment(self._now_s())
        if self._sources.has_more():
            return None
        try:
            standings = await self._sources.stream.standings(self._sources.group)
            number = await self._journal.newest()
        except StreamUnavailable:
            return None
        return _Passed(number, dict(self._progress.hear(standings, moment)))

    async def _add(self, hits: Iterable[CorrelationHit]) -> None:
        for hit in hits:
            found = Findings((self._detection(hit),))
            for detection in self._tenant_rules.kept(found, now=self._now()).detections:
                self._metrics.detections.labels(detection.level).inc()
                for name, data in entries(_OWN + detection.id, found):
                    await self._append(name, data)

    async def _append(self, name: str, data: bytes) -> None:
        while name not in self._known:
            try:
                await self._journal.append(name, data)
                return
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    def _detection(self, hit: CorrelationHit) -> LiveDetection:
        rule = self._combining.rule(hit.correlation_id)
        who = self._combining.who(hit) or Who("", "", self._combining.log(rule.id), None)
        what = f"{hit.group}\0{hit.decided_at.isoformat()}"
        return LiveDetection(
            id=detection_id(hit.tenant, rule.id, what),
            tenant=hit.tenant,
            rule_id=rule.id,
            title=rule.title,
            level=rule.level.value,
            tags=rule.tags,
            time=hit.last,
            received_at=hit.decided_at,
            detected_at=self._now(),
            sensor=who.sensor,
            sent_by=who.sent_by,
            log=who.log,
            events=tuple(one.source for one in hit.events),
            group=hit.group,
            fields=who.fields,
        )

    async def _renew_rules(self) -> None:
        rules = await self._rule_watch.newer()
        if rules is not None:
            self._combining.use(rules)

    def _save(self) -> None:
        with self._metrics.snapshot_s.time():
            self._write()

    def _write(self) -> None:
        content = orjson.dumps(
            {
                "number": self._number,
                "now_s": self._now_s(),
                "state": self._combining.dump(),
            }
        )
        write_durably(self._path, zstandard.ZstdCompressor().compress(content))
        self._saved_at, self._is_changed = monotonic(), False
        self._known = set()

    def _restore(self) -> None:
        try:
            content: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(self._path.read_bytes()))
            now_s, number = float(content["now_s"]), int(content["number"])
            self._combining.load(content["state"])
            self._began_s, self._number = self._seconds() - now_s, number
        except FileNotFoundError:
            return
        except (ValueError, KeyError, TypeError, zstandard.ZstdError, UnknownStateError) as error:
            self._log.error("correlations.forgotten", error=type(error).__name__)


def _findings_of(entry: Entry, log: Log) -> Findings:
    try:
        return read_findings(entry.data)
    except (ValueError, TypeError, KeyError) as error:
        log.warning("entry.unreadable", error=type(error).__name__, batch=entry.name)
        return Findings()
