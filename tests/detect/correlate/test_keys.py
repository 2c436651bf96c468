from __future__ import annotations

from otasuke.detect.correlate.keys import MAX_COMBINATIONS, MAX_MEMBERS, caseless, combinations, kept_fields, shortened
from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.events import Value


def test_only_named_fields_with_a_value_are_kept() -> None:
    fields: dict[str, Value] = {"user": "alice", "host": "", "list": ("", "x"), "nothing": ("",), "other": "y"}

    kept = kept_fields(fields, ("user", "host", "list", "nothing", "absent"), CorrelationCounts())

    assert kept == {"user": "alice", "list": ("x",)}


def test_members_that_differ_in_case_only_are_one() -> None:
    assert kept_fields({"list": ("A", "a", "b")}, ("list",), CorrelationCounts()) == {"list": ("a", "b")}


def test_members_beyond_the_limit_are_cut_and_counted() -> None:
    counts = CorrelationCounts()

    kept = kept_fields({"list": tuple(map(str, range(20)))}, ("list",), counts)

    assert len(kept["list"]) == MAX_MEMBERS
    assert counts.members_cut == 20 - MAX_MEMBERS


def test_a_long_value_is_kept_short_and_still_tells_values_apart() -> None:
    short = shortened("A" * 1_000_000 + "\udc80")

    assert len(short) < 256
    assert short.lower() == shortened("a" * 1_000_000 + "\udc80").lower()
    assert short != shortened("A" * 1_000_001)


def test_lists_are_combined_up_to_a_limit() -> None:
    counts = CorrelationCounts()
    members = tuple(map(str, range(16)))

    taken = combinations({"a": members, "b": members, "c": members}, ("a", "b", "c"), counts)

    assert taken is not None
    assert len(taken) == MAX_COMBINATIONS
    assert counts.members_cut == 16**3 - MAX_COMBINATIONS


def test_one_absent_name_leaves_no_combination() -> None:
    assert combinations({"a": "1"}, ("a", "b"), CorrelationCounts()) is None
    assert combinations({}, (), CorrelationCounts()) == [()]


def test_case_does_not_matter() -> None:
    assert caseless(("Alice", "PC")) == ("alice", "pc")
