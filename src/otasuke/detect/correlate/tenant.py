"""What a correlator holds for one tenant: hits that wait for their turn, open windows, and when each of these ends."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from otasuke.detect.correlate.hits import Mark, Sighting
from otasuke.detect.correlate.limits import CorrelationCounts, CorrelationLimits
from otasuke.detect.correlate.plan import Plan
from otasuke.detect.correlate.recent import RecentEvents, RecentSum, RecentValues
from otasuke.detect.correlate.temporal import OrderedRules, SeenRules
from otasuke.detect.correlate.whole import WholeCount, WholeNumbers, WholeSum, WholeValues
from otasuke.detect.correlate.window import Window
from otasuke.detect.rule import CorrelationType
from otasuke.events import Value

GroupKey = tuple[str, ...]
BEGINNING = -(1 << 62)
END = 1 << 62
_STALE_TIMERS = 64


class Group:
    """One group of one correlation.

    due       when it ends if nothing more happens; its timer is the one with this time.
    last      the time of its newest event.
    armed     whether the condition was false since the last hit.
    fired_at  the time of the last hit.
    shown     the group's values as its newest event spells them, and `fields` what that event passes on.
    """

    __slots__ = ("armed", "due", "fields", "fired_at", "last", "shown", "window")

    def __init__(self, window: Window, *, due: int, last: int) -> None:
        self.window = window
        self.due = due
        self.last = last
        self.armed = True
        self.fired_at: int | None = None
        self.shown: GroupKey = ()
        self.fields: Mapping[str, Value] = {}


class Tenant:
    """The state of one tenant. `watermark`: nothing older than this time is waited for any more."""

    def __init__(self, plans: Sequence[Plan], limits: CorrelationLimits) -> None:
        self._plans = plans
        self._limits = limits
        self.counts = CorrelationCounts()
        self.clear()

    def clear(self) -> None:
        """Begin anew, except for the counts."""
        self.watermark = BEGINNING
        self.pending: list[Sighting] = []
        # Ordered dicts, as finding the oldest entry of a plain dict takes a search over deleted ones.
        self.groups: list[OrderedDict[GroupKey, Group]] = [OrderedDict() for _ in self._plans]
        self._waiting: set[tuple[Mark, str]] = set()
        self._timers: list[tuple[int, int, GroupKey]] = []
        self._open = 0

    def put(self, sighting: Sighting) -> None:
        """Let a sighting wait for its turn, unless the same rule on the same event waits already."""
        key = (sighting.place, sighting.rule)
        if key in self._waiting:
            self.counts.duplicates += 1
            return
        self._waiting.add(key)
        heappush(self.pending, sighting)
        if len(self.pending) > self._limits.max_pending:
            self._decide_early()

    def _decide_early(self) -> None:
        """Wait no longer for anything older than the oldest waiting hits."""
        oldest = self.pending[0].place[0]
        self.watermark = max(self.watermark, oldest + 1)
        self.counts.decided_early += 1

    def take(self) -> Sighting:
        """The waiting sighting whose turn it is. There must be one."""
        sighting = heappop(self.pending)
        self._waiting.discard((sighting.place, sighting.rule))
        return sighting

    def touch(self, plan: Plan, key: GroupKey, time: int) -> Group:
        """The group, opened if need be, as the newest of its correlation."""
        groups = self.groups[plan.index]
        group = groups.get(key)
        if group is None:
            if self._open >= self._limits.max_groups:
                self._evict()
            group = Group(new_window(plan), due=time + plan.width, last=time)
            self._open += 1
            groups[key] = group
            self.set_timer(plan, key, group.due)
        groups.move_to_end(key)
        group.last = time
        return group

    def _evict(self) -> None:
        """Give up the oldest group of the correlation that has the most, so that a flood in one rule harms only that rule."""
        max(self.groups, key=len).popitem(last=False)
        self._open -= 1
        self.counts.evicted_groups += 1

    def set_timer(self, plan: Plan, key: GroupKey, due: int) -> None:
        """Note when a group ends."""
        heappush(self._timers, (due, plan.index, key))
        if len(self._timers) > 2 * self._open + _STALE_TIMERS:
            self._drop_stale_timers()

    def _drop_stale_timers(self) -> None:
        self._timers = [
            (group.due, index, key) for index, groups in enumerate(self.groups) for key, group in groups.items()
        ]
        heapify(self._timers)

    def next_due(self) -> int:
        """When the next timer rings; END if none is set."""
        return self._timers[0][0] if self._timers else END

    def next_ended(self) -> tuple[Plan, GroupKey, Group] | None:
        """Take the next timer, and its group out of the tenant if it has ended; None if the group lives on or is gone.

        A group that is decided at each event lives as long as it has events in its time span.
        """
        due, index, key = heappop(self._timers)
        plan, group = self._plans[index], self.groups[index].get(key)
        if group is None or group.due != due:
            return None
        if plan.at_once and group.last + plan.width > due:
            group.due = group.last + plan.width
            self.set_timer(plan, key, group.due)
            return None
        del self.groups[index][key]
        self._open -= 1
        return plan, key, group

    def adopt(self, plan: Plan, key: GroupKey, group: Group) -> None:
        """Take over a group of a saved state, as the newest of its correlation."""
        self.groups[plan.index][key] = group
        self._open += 1
        self.set_timer(plan, key, group.due)


def new_window(plan: Plan) -> Window:
    """An empty window of the plan's type."""
    return (_AT_ONCE if plan.at_once else _WHEN_CLOSED)[plan.type](plan)


def _share_or_percentile(plan: Plan) -> Window:
    return WholeValues(plan) if plan.percent is None else WholeNumbers(plan)


_AT_ONCE: Mapping[CorrelationType, Callable[[Plan], Window]] = {
    CorrelationType.EVENT_COUNT: RecentEvents,
    CorrelationType.VALUE_COUNT: RecentValues,
    CorrelationType.VALUE_SUM: RecentSum,
    CorrelationType.TEMPORAL: SeenRules,
    CorrelationType.TEMPORAL_ORDERED: OrderedRules,
}
_WHEN_CLOSED: Mapping[CorrelationType, Callable[[Plan], Window]] = {
    CorrelationType.EVENT_COUNT: WholeCount,
    CorrelationType.VALUE_COUNT: WholeValues,
    CorrelationType.VALUE_SUM: WholeSum,
    CorrelationType.VALUE_AVG: WholeSum,
    CorrelationType.VALUE_MEDIAN: WholeNumbers,
    CorrelationType.VALUE_PERCENTILE: _share_or_percentile,
    CorrelationType.TEMPORAL: SeenRules,
    CorrelationType.TEMPORAL_ORDERED: OrderedRules,
}
