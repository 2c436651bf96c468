"""The correlating process: reads what was found from the journal, and adds what it means together.

Its state is on the disk together with how far it has read; after a crash it reads on from there, and what it would add
a second time is in the journal already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
import zstandard
from prometheus_client import CollectorRegistry

from otasuke.detect.correlate import CorrelationHit, CorrelationLimits, Correlator, RuleHit
from otasuke.detect.correlate.saved import UnknownStateError
from otasuke.detect.rule import Correlation
from otasuke.lake.durable import write_durably
from otasuke.pipeline.findings import (
    NO_HITS,
    CorrelatedHit,
    Findings,
    LiveDetection,
    detection_id,
    entries,
    read_findings,
)
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import CorrelateMetrics
from otasuke.pipeline.passing import PassingTime
from otasuke.pipeline.rules import LATENESS, BadRules, RuleSource, RunningRules
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.stream.port import Entry, Journal, StreamUnavailable

_OWN = "correlated."
_AT_A_TIME = 64
_WAIT_S = 1.0
_AGAIN_S = 0.5
_SAVE_EVERY_S = 10.0
_LOOK_AT_RULES_EVERY_S = 5.0
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_LEAD = CorrelationLimits().allowed_lead
_TICK = timedelta(microseconds=1)
_PASS_EVERY_S = 5.0


class Correlating:
    """Correlates until `run` is cancelled.

    path          where the state is kept.
    tenant_rules  leaves out what is switched off for a tenant.
    """

    def __init__(
        self,
        journal: Journal,
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
        self._journal = journal
        self._rules = rules
        self._path = path
        self._log = log
        self._now = now
        self._number = 0
        self._time = PassingTime()
        self._passed_s = 0.0
        self._clocks: dict[str, tuple[datetime, float]] = {}
        self._saved_at = self._looked_at = monotonic()
        self.lag_s = 0.0
        self._is_changed = False
        self._known: set[str] = set()
        self._use(rules.load())
        self._restore()

    def _use(self, rules: RunningRules) -> None:
        self._correlator: Correlator = rules.correlator()
        self._by_id = {one.id: one for one in rules.correlations}

    async def run(self) -> None:
        """Work."""
        await self._look_ahead()
        while True:
            found = await self._read(self._number)
            for entry in found:
                await self._take_in(entry)
            self._show(found)
            await self._let_time_pass()
            if self._is_changed and monotonic() - self._saved_at >= _SAVE_EVERY_S:
                await asyncio.to_thread(self._save)
            await self._renew_rules()

    def _show(self, read: Sequence[Entry]) -> None:
        """Say how far behind it is: nothing, if what was read was all that there was."""
        behind = len(read) == _AT_A_TIME
        self.lag_s = max(0.0, (self._now() - read[-1].at).total_seconds()) if behind else 0.0
        self._metrics.lag_s.set(self.lag_s)
        self._metrics.tenants.set(len(self._clocks))

    async def _look_ahead(self) -> None:
        """Learn what was added before a crash, so that it is not added again."""
        at = self._number
        while found := await self._read(at):
            self._known.update(entry.name for entry in found if entry.name.startswith(_OWN))
            at = found[-1].number

    async def _read(self, after: int) -> list[Entry]:
        while True:
            began_s = self._seconds()
            try:
                found = await self._journal.read(after=after, most=_AT_A_TIME, wait_s=_WAIT_S)
                if not found:
                    self._time.wait(self._seconds() - began_s)
                return found
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)

    async def _take_in(self, entry: Entry) -> None:
        if not entry.name.startswith(_OWN):
            for hit in _hits_of(entry, self._log):
                self._time.hear(hit.received_at)
                await self._let_time_pass()
                await self._add(self._correlator.feed(hit.tenant, [_rule_hit(hit)], received_at=hit.received_at))
                self._note_time(hit)
                self._metrics.hits.inc()
        self._number = entry.number
        self._is_changed = True

    def _note_time(self, hit: CorrelatedHit) -> None:
        """Set the tenant's clock: it stands at his newest event, and goes on while nothing comes."""
        newest, _ = self._clocks.get(hit.tenant, (_BEGINNING, 0.0))
        if hit.time is not None and hit.time <= hit.received_at + _LEAD:
            newest = max(newest, hit.time)
        self._clocks[hit.tenant] = newest, self._time.elapsed_s

    async def _let_time_pass(self) -> None:
        """Decide what waits and close windows, where nothing has come for so long that nothing older will. Not all the time."""
        now_s = self._time.elapsed_s
        if now_s - self._passed_s < _PASS_EVERY_S:
            return
        self._passed_s = now_s
        for tenant, (newest, heard_s) in list(self._clocks.items()):
            silent = timedelta(seconds=now_s - heard_s)
            if silent >= LATENESS and newest > _BEGINNING:
                await self._add(self._correlator.flush(tenant, up_to=newest + (silent - LATENESS) + _TICK))
                if self._correlator.held(tenant) == (0, 0):
                    del self._clocks[tenant]

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
        rule: Correlation = self._by_id[hit.correlation_id]
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
            events=tuple(one.source for one in hit.events),
            group=hit.group,
        )

    async def _renew_rules(self) -> None:
        if monotonic() - self._looked_at < _LOOK_AT_RULES_EVERY_S:
            return
        self._looked_at = monotonic()
        if not await asyncio.to_thread(self._rules.has_changed):
            return
        try:
            rules = await asyncio.to_thread(self._rules.load)
        except BadRules as error:
            self._log.error("rules.bad", error=type(error).__name__)
            return
        state = self._correlator.dump()
        self._use(rules)
        self._correlator.load(state)
        self._log.info("rules.renewed", version=rules.version)

    def _save(self) -> None:
        with self._metrics.snapshot_s.time():
            self._write()

    def _write(self) -> None:
        content = orjson.dumps(
            {
                "number": self._number,
                "time": self._time,
                "passed_s": self._passed_s,
                "clocks": self._clocks,
                "state": self._correlator.dump(),
            }
        )
        write_durably(self._path, zstandard.ZstdCompressor().compress(content))
        self._saved_at, self._is_changed = monotonic(), False
        self._known = set()

    def _restore(self) -> None:
        try:
            content: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(self._path.read_bytes()))
            clocks = {
                tenant: (datetime.fromisoformat(newest), float(heard_s))
                for tenant, (newest, heard_s) in content["clocks"].items()
            }
            time, passed_s, number = _time_of(content["time"]), float(content["passed_s"]), int(content["number"])
            self._correlator.load(content["state"])
            self._clocks, self._time, self._passed_s, self._number = clocks, time, passed_s, number
        except FileNotFoundError:
            return
        except (ValueError, KeyError, TypeError, zstandard.ZstdError, UnknownStateError) as error:
            self._log.error("correlations.forgotten", error=type(error).__name__)


def _hits_of(entry: Entry, log: Log) -> Sequence[CorrelatedHit]:
    if entry.data.endswith(NO_HITS):  # most have none, and detections are long
        return ()
    try:
        return read_findings(entry.data).hits
    except (ValueError, TypeError, KeyError) as error:
        log.warning("entry.unreadable", error=type(error).__name__, batch=entry.name)
        return ()


def _time_of(content: dict[str, Any]) -> PassingTime:
    received_at = content["received_at"]
    return PassingTime(
        elapsed_s=content["elapsed_s"],
        received_at=None if received_at is None else datetime.fromisoformat(received_at),
        idle_s=content["idle_s"],
    )


def _rule_hit(hit: CorrelatedHit) -> RuleHit:
    return RuleHit(hit.rule_id, hit.time, hit.event, 0, hit.fields)
