"""What a window is, and what all windows need."""

from __future__ import annotations

from typing import Any, Protocol

from otasuke.detect.correlate.hits import Evidence, Mark, Sighting
from otasuke.detect.correlate.keys import caseless, combinations
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.numbers import Number, parse_number
from otasuke.detect.correlate.plan import Plan


class Window(Protocol):
    """What one group has seen. It knows no clock: windows decided at each event are told what has become too old."""

    def add(self, sighting: Sighting, counts: CorrelationCounts, /) -> None:
        """Take in a sighting whose place is not before any other's. The same event again changes nothing."""

    def expire(self, oldest: int) -> None:
        """Forget what is older than `oldest`. Never asked of a window that is decided when it closes."""

    def result(self) -> Number | None:
        """The number for which the condition holds; None if it does not hold."""

    def evidence(self) -> Evidence:
        """The contributing events. Only asked for after a result."""

    def saved(self) -> list[Any]:
        """The state as lists, texts and ints."""

    def restore(self, saved: list[Any]) -> None:
        """Take over a saved state."""


class Once:
    """Tells whether an event is new to a window. An event that matches two rules comes twice, at the same place.

    This is no part of a saved state: nothing can come any more for a place that was reached before saving.
    """

    __slots__ = ("_marks", "_place")

    def __init__(self) -> None:
        self._place: Mark | None = None
        self._marks: list[Mark] = []

    def is_new(self, sighting: Sighting) -> bool:
        """Whether this is the first sighting of its event. Remembers it."""
        if sighting.place != self._place:
            self._place = sighting.place
            self._marks = [sighting.mark]
            return True
        if sighting.mark in self._marks:
            return False
        self._marks.append(sighting.mark)
        return True


def values_of(sighting: Sighting, plan: Plan, counts: CorrelationCounts) -> list[tuple[str, ...]]:
    """The values of a sighting, one for each combination of list members; none, and counted, if a field is absent."""
    taken = combinations(sighting.fields, plan.value_fields[sighting.rule], counts)
    if taken is None:
        counts.without_value += 1
        return []
    return [caseless(values) for values in taken]


def numbers_of(sighting: Sighting, plan: Plan, counts: CorrelationCounts) -> list[Number]:
    """The numbers of a sighting; what is no number is counted."""
    texts = [values[0] for values in values_of(sighting, plan, counts)]
    numbers = [number for text in texts if (number := parse_number(text)) is not None]
    counts.not_a_number += len(texts) - len(numbers)
    return numbers
