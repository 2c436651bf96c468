"""What hits mean together, for the live service: told within seconds where that is possible, and complete a minute later.

Every hit goes two ways. The *early* correlator has the correlations that more events cannot undo, and waits for two
seconds: so most are told at once. The *patient* one has all of them, and waits for what comes late. Only that one is asked
how far the workers have come. What both find is told once.

No input or output, and no clock: `now_s` are seconds that somebody counts who cannot be set back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from otasuke.detect.correlate import CorrelationHit, CorrelationLimits, RuleHit
from otasuke.detect.rule import Correlation
from otasuke.findings.live import CorrelatedHit, LiveDetection
from otasuke.findings.who import Who, Whos
from otasuke.pipeline.rules import EARLY, LATENESS, RunningRules
from otasuke.pipeline.steady import SteadyClock
from otasuke.pipeline.told import Told
from otasuke.stream.port import partition_of

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_LEAD = CorrelationLimits().allowed_lead
_TICK = timedelta(microseconds=1)
_KEPT_S = 24 * 3600.0
"""So long windows stay open for a tenant from whom nothing comes: what he hands over after an outage still counts."""
_LOOK_AT_RESTING_EVERY_S = 600.0

Clock = tuple[datetime, float]
"""A tenant's newest event, and when that was read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How the clocks of the tenants stood."""

    at_s: float
    clocks: Mapping[str, Clock]


class Combining:
    """Told every hit in the order of the journal, it gives the correlations that are to be told."""

    def __init__(self, rules: RunningRules) -> None:
        self._steady = SteadyClock()
        self._clocks: dict[str, Clock] = {}
        self._resting: dict[str, Clock] = {}
        self._looked_s = 0.0
        self._fresh: set[str] = set()
        self._told = Told()
        self._dropped: Counter[str] = Counter()
        self._whos = Whos()
        self._rules = rules
        self._make()

    def _make(self) -> None:
        self._patient = self._rules.correlator()
        self._early = self._rules.early_correlator(self._patient)
        self._by_id = {one.id: one for one in self._rules.correlations}
        self._logs = self._rules.logs()
        self._spans = {one.id: one.timespan for one in self._rules.correlations}

    def use(self, rules: RunningRules) -> None:
        """Other rules from now on; what waits for those that are the same goes on."""
        patient, early, before = self._patient.dump(), self._early.dump(), self._by_id
        self._rules = rules
        self._make()
        self._patient.load(patient)
        self._early.load(early)
        self._told.forget_rules(one.id for one in before.values() if not _are_same(one, self._by_id.get(one.id)))

    @property
    def tenants(self) -> int:
        """Of how many something is held."""
        return len(self._clocks) + len(self._resting)

    def dropped(self) -> Counter[str]:
        """How many hits were left out since this was asked last: `late` ones, and those too far `ahead` of our clock."""
        dropped, self._dropped = self._dropped, Counter()
        return dropped

    def rule(self, correlation_id: str) -> Correlation:
        """The rule of a correlation."""
        return self._by_id[correlation_id]

    def log(self, correlation_id: str) -> tuple[str, str, str]:
        """The kind of log of the first rule that a correlation combines."""
        return self._logs.get(correlation_id, ("", "", ""))

    def who(self, hit: CorrelationHit) -> Who | None:
        """Who was behind the last event that a correlation names; nothing if that came before we were started."""
        return self._whos.of(hit.tenant, hit.events[-1].source) if hit.events else None

    def was_told(self, detection: LiveDetection) -> None:
        """A correlation stands in the journal already."""
        self._told.note(detection.tenant, detection.rule_id, detection.group, at=detection.received_at)

    def add(self, hit: CorrelatedHit, now_s: float) -> list[CorrelationHit]:
        """Take in a hit."""
        time = self._steady.hear(hit.received_at, now_s)
        before = self._patient.counts(hit.tenant)
        self._whos.note(hit)
        one = [RuleHit(hit.rule_id, hit.time, hit.event, 0, hit.fields)]
        found = [
            *self._early.feed(hit.tenant, one, received_at=time),
            *self._patient.feed(hit.tenant, one, received_at=time),
        ]
        after = self._patient.counts(hit.tenant)
        self._dropped["late"] += after.late_dropped - before.late_dropped
        self._dropped["ahead"] += after.ahead_dropped - before.ahead_dropped
        newest, _ = self._clocks.get(hit.tenant) or self._resting.pop(hit.tenant, (_BEGINNING, 0.0))
        if hit.time is not None and hit.time <= time + _LEAD:
            newest = max(newest, hit.time)
        self._clocks[hit.tenant] = newest, now_s
        self._fresh.add(hit.tenant)
        return list(self._new(found))

    @property
    def is_in_a_hurry(self) -> bool:
        """Whether something can be told in a moment."""
        return bool(self._fresh)

    def hurry(self, now_s: float) -> list[CorrelationHit]:
        """What can be told now that nothing has come for a moment."""
        found: list[CorrelationHit] = []
        for tenant in sorted(self._fresh):
            newest, read_s = self._clocks.get(tenant, (_BEGINNING, now_s))
            if newest > _BEGINNING:
                silent = min(timedelta(seconds=now_s - read_s), EARLY)
                found += self._early.flush(tenant, up_to=newest + silent - EARLY + _TICK)
            if self._early.held(tenant)[0] == 0:
                self._fresh.discard(tenant)
        return list(self._new(found))

    def moment(self, now_s: float) -> Moment:
        """How the clocks stand."""
        self._wake(now_s)
        return Moment(now_s, dict(self._clocks))

    def settle(self, moments: Mapping[int, Moment]) -> Iterator[list[CorrelationHit]]:
        """Decide, tenant by tenant, what is older than some partitions' moments: nothing older will come."""
        for moment in {id(one): one for one in moments.values()}.values():
            for tenant, clock in moment.clocks.items():
                if moments.get(partition_of(tenant)) is moment:
                    yield self._settle(tenant, clock, moment.at_s)

    def _settle(self, tenant: str, clock: Clock, at_s: float) -> list[CorrelationHit]:
        found: list[CorrelationHit] = []
        for up_to in self._decidable(tenant, clock, at_s):
            hits = [*self._early.flush(tenant, up_to=up_to), *self._patient.flush(tenant, up_to=up_to)]
            found += self._new(hits)
            self._told.forget(tenant, before=up_to, spans=self._spans)
        if self._clocks.get(tenant) == clock:
            self._let_rest(tenant)
        return found

    def _decidable(self, tenant: str, clock: Clock, at_s: float) -> Iterator[datetime]:
        """Up to when a tenant's events can be decided: all of them if he is silent, and then on only where that closes a window."""
        newest, read_s = clock
        if newest == _BEGINNING:
            return
        silent_s = at_s - read_s
        up_to, all_of_them = newest + timedelta(seconds=silent_s) - LATENESS + _TICK, newest + _TICK
        yield min(up_to, all_of_them)
        if up_to > all_of_them and (silent_s >= _KEPT_S or self._patient.has_to_close(tenant)):
            yield up_to

    def _let_rest(self, tenant: str) -> None:
        """Look no further at the clock of a tenant of whom nothing waits, unless a window has to close."""
        (waiting, opened), (waiting_early, opened_early) = self._patient.held(tenant), self._early.held(tenant)
        if waiting or waiting_early or self._patient.has_to_close(tenant):
            return
        clock = self._clocks.pop(tenant)
        if opened or opened_early:
            self._resting[tenant] = clock

    def _wake(self, now_s: float) -> None:
        """Let the clocks of those go on who have been silent for so long that their windows may close."""
        if now_s - self._looked_s >= _LOOK_AT_RESTING_EVERY_S:
            self._looked_s = now_s
            for tenant in [tenant for tenant, (_, read_s) in self._resting.items() if now_s - read_s >= _KEPT_S]:
                self._clocks[tenant] = self._resting.pop(tenant)

    def _new(self, hits: Iterable[CorrelationHit]) -> Iterator[CorrelationHit]:
        for hit in hits:
            at, span = hit.decided_at, self._spans[hit.correlation_id]
            if hit.correlation_id in self._patient.silent_rules:
                continue
            if self._told.is_new(hit.tenant, hit.correlation_id, hit.group, at=at, span=span):
                self._told.note(hit.tenant, hit.correlation_id, hit.group, at=at)
                yield hit

    def dump(self) -> dict[str, Any]:
        """The state, for JSON."""
        return {
            "steady": asdict(self._steady),
            "clocks": self._clocks | self._resting,
            "told": self._told.dump(),
            "early": self._early.dump(),
            "patient": self._patient.dump(),
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take over a dumped state. Raises ValueError, KeyError, TypeError, UnknownStateError."""
        clocks = {
            tenant: (datetime.fromisoformat(newest), float(read_s))
            for tenant, (newest, read_s) in saved["clocks"].items()
        }
        at, told = saved["steady"]["at"], Told()
        steady = SteadyClock(**saved["steady"] | {"at": None if at is None else datetime.fromisoformat(at)})
        told.load(saved["told"])
        self._patient.load(saved["patient"])
        self._early.load(saved["early"])
        self._clocks, self._steady, self._told, self._fresh = clocks, steady, told, set(clocks)


def _are_same(one: Correlation, other: Correlation | None) -> bool:
    """Whether two rules say the same, wherever in their files."""
    return other is not None and replace(one, place=other.place) == other
