"""Windows that are decided when they close, over everything between their first event and their end."""

from __future__ import annotations

from collections import Counter, deque
from fractions import Fraction
from typing import Any

from otasuke.detect.correlate.conditions import all_hold
from otasuke.detect.correlate.hits import Evidence, Mark, Sighting
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.numbers import Number, percentile, simplest
from otasuke.detect.correlate.plan import Plan
from otasuke.detect.correlate.window import Once, numbers_of, values_of
from otasuke.detect.rule import CorrelationType


class _Whole:
    """The events of a window: the first of them by name, all of them by number."""

    __slots__ = ("_last", "_marks", "_once", "_plan", "_total")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._once = Once()
        self._marks: list[Mark] = []
        self._last = 0
        self._total = 0

    def _note(self, sighting: Sighting) -> bool:
        """Count the sighting's event. False if it was counted already."""
        if not self._once.is_new(sighting):
            return False
        if len(self._marks) < self._plan.limits.max_listed:
            self._marks.append(sighting.mark)
        self._last = sighting.mark[0]
        self._total += 1
        return True

    def expire(self, oldest: int) -> None:
        """Nothing is too old: the window began with its first event."""

    def result(self) -> Number | None:
        number = self._number()
        return number if number is not None and all_hold(number, self._plan.comparisons) else None

    def _number(self) -> Number | None:
        raise NotImplementedError

    def evidence(self) -> Evidence:
        return Evidence(tuple(self._marks), self._marks[0][0], self._last, self._total)

    def _saved_events(self) -> list[Any]:
        return [[list(mark) for mark in self._marks], self._last, self._total]

    def _restore_events(self, saved: list[Any]) -> None:
        marks, self._last, self._total = saved
        self._marks = [tuple(mark) for mark in marks]


class WholeCount(_Whole):
    """event_count."""

    __slots__ = ()

    def add(self, sighting: Sighting, _counts: CorrelationCounts) -> None:
        self._note(sighting)

    def _number(self) -> Number | None:
        return self._total

    def saved(self) -> list[Any]:
        return self._saved_events()

    def restore(self, saved: list[Any]) -> None:
        self._restore_events(saved)


class WholeValues(_Whole):
    """value_count, and value_percentile without a percentile: the share of one value among all, in percent.

    At most `max_values` different values are told apart, which is more than any bound of a value_count.
    """

    __slots__ = ("_counter", "_observed")

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._counter: Counter[tuple[str, ...]] = Counter()
        self._observed = 0

    def add(self, sighting: Sighting, counts: CorrelationCounts) -> None:
        values = values_of(sighting, self._plan, counts)
        if not values or not self._note(sighting):
            return
        for value in values:
            self._count(value, counts)

    def _count(self, value: tuple[str, ...], counts: CorrelationCounts) -> None:
        self._observed += 1
        if value in self._counter or len(self._counter) < self._plan.limits.max_values:
            self._counter[value] += 1
        else:
            counts.evicted_events += 1

    def result(self) -> Number | None:
        return self._smallest_share() if self._plan.type is CorrelationType.VALUE_PERCENTILE else super().result()

    def _smallest_share(self) -> Number | None:
        """The smallest share of a value that the condition holds for."""
        shares = sorted({Fraction(100 * times, self._observed) for times in self._counter.values()})
        return next((simplest(share) for share in shares if all_hold(share, self._plan.comparisons)), None)

    def _number(self) -> Number | None:
        return len(self._counter) or None

    def saved(self) -> list[Any]:
        values = [[list(value), times] for value, times in self._counter.items()]
        return [self._saved_events(), values, self._observed]

    def restore(self, saved: list[Any]) -> None:
        events, values, self._observed = saved
        self._restore_events(events)
        self._counter = Counter({tuple(value): times for value, times in values})


class WholeSum(_Whole):
    """value_sum and value_avg."""

    __slots__ = ("_observed", "_sum")

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._observed = 0
        self._sum: Number = 0

    def add(self, sighting: Sighting, counts: CorrelationCounts) -> None:
        numbers = numbers_of(sighting, self._plan, counts)
        if numbers and self._note(sighting):
            self._observed += len(numbers)
            self._sum += sum(numbers)

    def _number(self) -> Number | None:
        if self._observed and self._plan.type is CorrelationType.VALUE_AVG:
            return Fraction(self._sum) / self._observed
        return self._sum if self._observed else None

    def saved(self) -> list[Any]:
        return [self._saved_events(), self._observed, str(self._sum)]

    def restore(self, saved: list[Any]) -> None:
        events, self._observed, total = saved
        self._restore_events(events)
        self._sum = simplest(Fraction(total))


class WholeNumbers(_Whole):
    """value_percentile and value_median. Keeps the last `max_events` numbers; older ones go, and are counted."""

    __slots__ = ("_numbers",)

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._numbers: deque[Number] = deque()

    def add(self, sighting: Sighting, counts: CorrelationCounts) -> None:
        numbers = numbers_of(sighting, self._plan, counts)
        if not numbers or not self._note(sighting):
            return
        self._numbers.extend(numbers)
        while len(self._numbers) > self._plan.limits.max_events:
            self._numbers.popleft()
            counts.evicted_events += 1

    def _number(self) -> Number | None:
        if not self._numbers or self._plan.percent is None:
            return None
        return percentile(sorted(self._numbers), self._plan.percent)

    def saved(self) -> list[Any]:
        return [self._saved_events(), [str(number) for number in self._numbers]]

    def restore(self, saved: list[Any]) -> None:
        events, numbers = saved
        self._restore_events(events)
        self._numbers = deque(simplest(Fraction(number)) for number in numbers)
