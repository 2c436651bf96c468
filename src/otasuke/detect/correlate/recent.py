"""Windows that are decided at each event, over the time span that ends there."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict, deque
from fractions import Fraction
from operator import itemgetter
from typing import Any

from otasuke.detect.correlate.conditions import all_hold
from otasuke.detect.correlate.hits import Evidence, Mark, Sighting, evidence_of
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.numbers import Number, simplest
from otasuke.detect.correlate.plan import Plan
from otasuke.detect.correlate.window import Once, numbers_of, values_of


class RecentEvents:
    """event_count, decided at each event. Keeps one event more than the condition needs: older ones cannot matter."""

    __slots__ = ("_marks", "_once", "_plan")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._once = Once()
        # A list, as most groups stay short, and an empty deque takes as much memory as eighty marks in a list.
        self._marks: list[Mark] = []

    def add(self, sighting: Sighting, _counts: CorrelationCounts) -> None:
        if self._once.is_new(sighting):
            self._marks.append(sighting.mark)
            del self._marks[: -self._plan.least - 1]

    def expire(self, oldest: int) -> None:
        del self._marks[: bisect_left(self._marks, oldest, key=itemgetter(0))]

    def result(self) -> Number | None:
        return len(self._marks) if len(self._marks) >= self._plan.least else None

    def evidence(self) -> Evidence:
        return evidence_of(tuple(self._marks))

    def saved(self) -> list[Any]:
        return [list(mark) for mark in self._marks]

    def restore(self, saved: list[Any]) -> None:
        self._marks = [(time, source, record) for time, source, record in saved]


class RecentValues:
    """value_count, decided at each event. Keeps the latest event of each value, for one value more than needed."""

    __slots__ = ("_marks", "_plan")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._marks: OrderedDict[tuple[str, ...], Mark] = OrderedDict()

    def add(self, sighting: Sighting, counts: CorrelationCounts) -> None:
        for value in values_of(sighting, self._plan, counts):
            self._marks[value] = sighting.mark
            self._marks.move_to_end(value)
        while len(self._marks) > self._plan.least + 1:
            self._marks.popitem(last=False)

    def expire(self, oldest: int) -> None:
        while self._marks:
            value = next(iter(self._marks))
            if self._marks[value][0] >= oldest:
                return
            del self._marks[value]

    def result(self) -> Number | None:
        return len(self._marks) if len(self._marks) >= self._plan.least else None

    def evidence(self) -> Evidence:
        return evidence_of(tuple(self._marks.values()))

    def saved(self) -> list[Any]:
        return [[list(value), list(mark)] for value, mark in self._marks.items()]

    def restore(self, saved: list[Any]) -> None:
        self._marks = OrderedDict((tuple(value), tuple(mark)) for value, mark in saved)


class RecentSum:
    """value_sum, decided at each event. Holds at most `max_events` events; the oldest go first, and are counted."""

    __slots__ = ("_entries", "_once", "_plan", "_sum")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._once = Once()
        self._entries: deque[tuple[Mark, Number]] = deque()
        self._sum: Number = 0

    def add(self, sighting: Sighting, counts: CorrelationCounts) -> None:
        numbers = numbers_of(sighting, self._plan, counts)
        if not numbers or not self._once.is_new(sighting):
            return
        self._entries.append((sighting.mark, sum(numbers)))
        self._sum += sum(numbers)
        while len(self._entries) > self._plan.limits.max_events:
            self._drop_oldest()
            counts.evicted_events += 1

    def _drop_oldest(self) -> None:
        self._sum -= self._entries.popleft()[1]

    def expire(self, oldest: int) -> None:
        while self._entries and self._entries[0][0][0] < oldest:
            self._drop_oldest()

    def result(self) -> Number | None:
        return self._sum if self._entries and all_hold(self._sum, self._plan.comparisons) else None

    def evidence(self) -> Evidence:
        return evidence_of(tuple(mark for mark, _ in self._entries))

    def saved(self) -> list[Any]:
        return [[list(mark), str(number)] for mark, number in self._entries]

    def restore(self, saved: list[Any]) -> None:
        self._entries.extend((tuple(mark), simplest(Fraction(number))) for mark, number in saved)
        self._sum = sum(number for _, number in self._entries)
