"""The correlator: hits of rules in, hits of correlation rules out, in the order of event time. docs/how/correlation.md"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from otasuke.detect.correlate.hits import CorrelationHit, EventRef, Mark, RuleHit, Sighting
from otasuke.detect.correlate.keys import caseless, combinations, kept_fields
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits
from otasuke.detect.correlate.numbers import Number
from otasuke.detect.correlate.plan import MICROSECOND, Plan, make_plans
from otasuke.detect.correlate.saved import VERSION, check_version, restore_tenant, saved_tenant
from otasuke.detect.correlate.tenant import END, Group, GroupKey, Tenant
from otasuke.detect.rule import Correlation, Rule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Stands behind every source name: the end of a window comes after all events of its last moment.
_BEHIND_ALL_SOURCES = "\U0010ffff"
_Step = tuple[CorrelationHit, Sighting]


class Correlator:
    """Finds patterns over time in the hits of single rules, for each tenant on its own.

    Time comes from the events alone. A hit waits until no older one can arrive (`CorrelationLimits.allowed_lateness`),
    so that the order and the batches in which hits arrive make no difference.

    faults        correlations that cannot run, and why.
    silent_rules  ids of rules and correlations that only serve correlations without `generate`: their own hits are
                  not to be reported. The correlator itself leaves out those of correlations.
    """

    def __init__(
        self, correlations: Sequence[Correlation], rules: Iterable[Rule], *, limits: CorrelationLimits | None = None
    ) -> None:
        self._limits = limits or CorrelationLimits()
        self._plans, self.faults = make_plans(correlations, rules, self._limits)
        self._plans_by_rule = _plans_by_rule(self._plans)
        self._kept_names = _kept_names(self._plans)
        self._tenants: dict[str, Tenant] = {}
        self.silent_rules = _silent_rules(self._plans)

    @property
    def wanted_rules(self) -> frozenset[str]:
        """The ids of the rules whose hits are worth feeding."""
        return frozenset(self._plans_by_rule)

    @property
    def at_once(self) -> frozenset[str]:
        """The ids of the correlations that more events cannot undo: they and all that they build on are decided at each event."""
        found: set[str] = set()
        ids = {plan.id for plan in self._plans}
        for plan in self._plans:  # those that others build on come first
            if plan.at_once and not (plan.steps.keys() & ids) - found:
                found.add(plan.id)
        return frozenset(found)

    def feed(
        self, tenant: str, hits: Iterable[RuleHit], *, received_at: datetime | None = None
    ) -> list[CorrelationHit]:
        """Take in hits in any order; return what can be decided now, in the order of decision.

        received_at  aware UTC; events that claim to be further ahead of it than `allowed_lead` are left out and
                     counted, as one wrong clock would make everybody else late. None: any time is believed.
        """
        state = self._tenant(tenant)
        latest = END if received_at is None else _microseconds(received_at) + self._limits.allowed_lead // MICROSECOND
        found: list[CorrelationHit] = []
        for hit in hits:
            if hit.rule_id in self._plans_by_rule and self._accept(state, hit, latest=latest):
                found.extend(self._decide(tenant, state))
        return found

    def _tenant(self, name: str) -> Tenant:
        if name not in self._tenants:
            self._tenants[name] = Tenant(self._plans, self._limits)
        return self._tenants[name]

    def _accept(self, state: Tenant, hit: RuleHit, *, latest: int) -> bool:
        """Whether the hit was put among those that wait; counts why not."""
        if hit.time is None:
            state.counts.without_time += 1
            return False
        time = _microseconds(hit.time)
        if time > latest:
            state.counts.ahead_dropped += 1
            return False
        if time < state.watermark:
            state.counts.late_dropped += 1
            return False
        mark = (time, hit.source, hit.record)
        state.put(
            Sighting(mark, hit.rule_id, mark, kept_fields(hit.fields, self._kept_names[hit.rule_id], state.counts))
        )
        state.watermark = max(state.watermark, time - self._limits.allowed_lateness // MICROSECOND)
        return True

    def flush(self, tenant: str | None = None, *, up_to: datetime | None = None) -> list[CorrelationHit]:
        """Decide what is older than `up_to`, which makes anything older that comes later late.

        up_to   aware UTC. None: there are no more events; all windows close, and the tenant begins anew.
        tenant  None: every tenant, in the order of their names.
        """
        names = sorted(self._tenants) if tenant is None else [tenant]
        return [hit for name in names for hit in self._flush(name, self._tenant(name), up_to)]

    def _flush(self, name: str, state: Tenant, up_to: datetime | None) -> list[CorrelationHit]:
        state.watermark = END if up_to is None else max(state.watermark, _microseconds(up_to))
        found = list(self._decide(name, state))
        if up_to is None:
            state.clear()
        return found

    def counts(self, tenant: str) -> CorrelationCounts:
        """What was left out for a tenant so far."""
        return replace(self._tenant(tenant).counts)

    def held(self, tenant: str) -> tuple[int, int]:
        """How many hits wait and how many windows are open for a tenant."""
        state = self._tenant(tenant)
        return len(state.pending), sum(map(len, state.groups))

    def has_to_close(self, tenant: str) -> bool:
        """Whether a window is open that is decided when it closes, and so when time has gone on."""
        groups = self._tenant(tenant).groups
        return any(groups[plan.index] for plan in self._plans if not plan.at_once)

    def dump(self) -> dict[str, Any]:
        """The whole state as dicts, lists, texts, ints, booleans and None, for any JSON or msgpack writer."""
        tenants = {name: saved_tenant(state, self._plans) for name, state in self._tenants.items()}
        return {"version": VERSION, "tenants": tenants}

    def load(self, saved: Mapping[str, Any]) -> None:
        """Replace the state by a dumped one. Windows of rules that have changed since begin anew, and are counted.

        Raises UnknownState if the dump is of another version.
        """
        check_version(saved)
        self._tenants = {
            name: restore_tenant(tenant, self._plans, self._limits) for name, tenant in saved["tenants"].items()
        }

    def _decide(self, name: str, state: Tenant) -> Iterator[CorrelationHit]:
        """Let everything before the watermark happen, in the order of event time."""
        while True:
            due = state.next_due()
            time = state.pending[0].place[0] if state.pending else END
            if due >= state.watermark and time >= state.watermark:
                return
            # A window includes its last moment: it ends only when an event after that is due.
            steps = self._end_next(name, state) if due < time else self._happen(name, state, state.take())
            for hit, sighting in steps:
                yield from self._spread(name, state, hit, sighting)

    def _spread(self, name: str, state: Tenant, hit: CorrelationHit, sighting: Sighting) -> Iterator[CorrelationHit]:
        """Report a hit, and all that follows from it in chained correlations."""
        queue = deque([(hit, sighting)])
        while queue:
            hit, sighting = queue.popleft()
            if hit.correlation_id not in self.silent_rules:
                yield hit
            queue.extend(self._happen(name, state, sighting))

    def _happen(self, name: str, state: Tenant, sighting: Sighting) -> list[_Step]:
        """Show a sighting to every correlation that asks for its rule."""
        return [
            step
            for plan in self._plans_by_rule.get(sighting.rule, ())
            for step in self._observe(name, state, plan, sighting)
        ]

    def _observe(self, name: str, state: Tenant, plan: Plan, sighting: Sighting) -> Iterator[_Step]:
        values = combinations(sighting.fields, plan.group_fields[sighting.rule], state.counts)
        if values is None:
            state.counts.without_group += 1
            return
        for shown in values:
            key = caseless(shown)
            group = state.touch(plan, key, sighting.place[0])
            group.shown, group.fields = shown, sighting.fields
            if not plan.at_once:
                group.window.add(sighting, state.counts)
                continue
            number = _crossed(plan, group, sighting, state.counts)
            if number is not None:
                yield self._fire(name, plan, key, group, number=number, place=sighting.place)

    def _end_next(self, name: str, state: Tenant) -> Iterator[_Step]:
        """Let the next timer ring; a window that is decided when it closes may be true now."""
        ended = state.next_ended()
        if ended is None or ended[0].at_once:
            return
        plan, key, group = ended
        number = group.window.result()
        if number is not None:
            yield self._fire(name, plan, key, group, number=number, place=(group.due, _BEHIND_ALL_SOURCES, 0))

    def _fire(self, tenant: str, plan: Plan, key: GroupKey, group: Group, *, number: Number, place: Mark) -> _Step:
        """The hit, and the sighting that it is for the correlations that build on it."""
        named = tuple(zip(plan.correlation.group_by, group.shown, strict=True))
        evidence = group.window.evidence()
        hit = CorrelationHit(
            correlation_id=plan.id,
            tenant=tenant,
            group=named,
            decided_at=_datetime(place[0]),
            first=_datetime(evidence.first),
            last=_datetime(evidence.last),
            events=tuple(EventRef(source, record) for _, source, record in evidence.marks[: self._limits.max_listed]),
            total=evidence.total,
            number=number if isinstance(number, int) else float(number),
        )
        mark = (place[0], f"correlation:{plan.id}{list(key)}", place[0])
        return hit, Sighting(place, plan.id, mark, {**group.fields, **dict(named)})


def _crossed(plan: Plan, group: Group, sighting: Sighting, counts: CorrelationCounts) -> Number | None:
    """Add the sighting to a group that is decided at each event; the number if the group fires.

    It fires when the condition holds, was false at some event since the last hit, and no event of that hit can be
    in the time span any more.
    """
    time = sighting.place[0]
    group.window.expire(time - plan.width)
    group.armed = group.armed or group.window.result() is None
    group.window.add(sighting, counts)
    if not group.armed or (group.fired_at is not None and time <= group.fired_at + plan.width):
        return None
    number = group.window.result()
    if number is not None:
        group.armed, group.fired_at = False, time
    return number


def _microseconds(time: datetime) -> int:
    return (time - _EPOCH) // MICROSECOND


def _datetime(microseconds: int) -> datetime:
    """The time, or the last one there is: a window may end after the year 9999."""
    return _EPOCH + min(timedelta(microseconds=microseconds), datetime.max.replace(tzinfo=UTC) - _EPOCH)


def _plans_by_rule(plans: Sequence[Plan]) -> dict[str, list[Plan]]:
    by_rule: dict[str, list[Plan]] = {}
    for plan in plans:
        for rule in plan.steps:
            by_rule.setdefault(rule, []).append(plan)
    return by_rule


def _kept_names(plans: Sequence[Plan]) -> dict[str, tuple[str, ...]]:
    """For each rule id the fields that its hits must carry, for its correlations and for those that build on them."""
    names: dict[str, dict[str, None]] = {}
    for plan in reversed(plans):
        passed_on = [name for name in names.get(plan.id, ()) if name not in plan.correlation.group_by]
        for rule in plan.steps:
            wanted = (*plan.group_fields[rule], *plan.value_fields[rule], *passed_on)
            names.setdefault(rule, {}).update(dict.fromkeys(wanted))
    return {rule: tuple(wanted) for rule, wanted in names.items()}


def _silent_rules(plans: Sequence[Plan]) -> frozenset[str]:
    """Rules that are referred to, and by no correlation with `generate`."""
    loud = {rule for plan in plans if plan.correlation.generate for rule in plan.steps}
    return frozenset(rule for plan in plans for rule in plan.steps if rule not in loud)
