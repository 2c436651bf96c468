from __future__ import annotations

from detect.correlate.windows import plan, seen
from otasuke.detect.correlate.hits import Sighting
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.detect.correlate.window import Once, numbers_of, values_of

SIZES = plan("value_sum", ("gt", 0), fields=("size",))
PAIRS = plan("value_count", ("gte", 2), fields=("size", "host"))


def test_an_event_is_new_once_at_its_place() -> None:
    once = Once()

    assert once.is_new(seen(1))
    assert not once.is_new(seen(1, rule="b"))
    assert once.is_new(seen(2))


def test_different_events_at_one_place_are_each_new() -> None:
    once = Once()
    place = (1, "log", 1)

    marks = [(1, "correlation:x", 1), (1, "correlation:y", 1), (1, "correlation:x", 1)]

    assert [once.is_new(Sighting(place, "a", mark, {})) for mark in marks] == [True, True, False]


def test_lists_give_every_combination_of_their_members_without_case() -> None:
    values = values_of(seen(0, size=("A", "b"), host="PC"), PAIRS, CorrelationCounts())

    assert values == [("a", "pc"), ("b", "pc")]


def test_an_absent_field_gives_no_values_and_is_counted() -> None:
    counts = CorrelationCounts()

    assert values_of(seen(0, size="a"), PAIRS, counts) == []
    assert counts.without_value == 1


def test_only_the_numbers_of_a_list_are_taken() -> None:
    counts = CorrelationCounts()

    assert numbers_of(seen(0, size=("1", "x", "2.5", "y")), SIZES, counts) == [1, 2.5]
    assert counts.not_a_number == 2
