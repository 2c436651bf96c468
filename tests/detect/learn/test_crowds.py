from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from detect.learn.cast import again
from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact

KNOWN = timedelta(0)


def many(crowds: Crowds, count: int, start: float, key: str = "pc") -> list[int]:
    """At which values there was a crowd."""
    return [number for number in range(count) if crowds.add(("sakura", key), f"v{number}", start + number)]


def test_the_one_too_many_is_told_and_only_once_a_day() -> None:
    crowds = Crowds(Learning(KNOWN), 600.0, fewest=10)

    assert many(crowds, 30, 0.0) == [9]
    assert many(crowds, 30, 3600.0) == []
    assert many(crowds, 30, 90000.0) == [9]


def test_slowly_is_not_many() -> None:
    crowds = Crowds(Learning(KNOWN), 600.0, fewest=10)

    assert not any(crowds.add(("sakura",), f"v{number}", number * 100.0) for number in range(50))


def test_what_was_usual_while_learning_is_usual() -> None:
    crowds = Crowds(Learning(timedelta(days=1)), 600.0, fewest=10, times=2.0)

    assert many(crowds, 30, 0.0) == [9]
    assert many(crowds, 50, 100_000.0) == []
    assert many(crowds, 70, 200_000.0) == [59]
    assert many(crowds, 30, 200_000.0, key="another") == [9]


def test_a_crowd_says_how_many_came_in_each_minute() -> None:
    crowds = Crowds(Learning(KNOWN), 600.0, fewest=3)
    crowds.add(("sakura",), "a", 60.0)
    crowds.add(("sakura",), "b", 110.0)

    crowd = crowds.add(("sakura",), "c", 125.0)

    assert crowd
    assert crowd.per_minute() == ((60.0, 2), (120.0, 1))
    assert crowd.seconds == 65.0


def test_counting_goes_on_after_a_restart() -> None:
    first = Crowds(Learning(KNOWN), 600.0, fewest=10)
    many(first, 9, 0.0)
    second = again(first, Crowds(Learning(KNOWN), 600.0, fewest=10))

    assert second.add(("sakura", "pc"), "one more", 10.0)


def test_a_crowd_becomes_a_finding_with_its_numbers() -> None:
    crowds = Crowds(Learning(KNOWN), 600.0, fewest=2)
    crowds.add(("sakura", "pc"), "a", 60.0)

    crowd = crowds.add(("sakura", "pc"), "b", 90.0)

    assert crowd
    found = crowd.learnt("some-detector", "pc", counterpart="x", facts=(crowd.count("files"),), kind="gone")
    assert (found.tenant, found.device, found.time, found.window) == ("sakura", "pc", moment(90.0), "1970-01-01 gone")
    assert found.facts == (Fact("files", "2", usual="0"), Fact("within_s", "30"))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(0, 200_000)), max_size=60))
def test_many_at_once_are_the_same_as_one_after_the_other(rows: list[tuple[str, int, int]]) -> None:
    some = [(("sakura", key), str(value), float(at)) for key, value, at in sorted(rows, key=lambda row: row[2])]
    together, single = (Crowds(Learning(timedelta(days=1)), 3600, fewest=3) for _ in range(2))

    found = [crowd for one in some if (crowd := single.add(*one))]

    def told(crowds: list[Crowd]) -> list[tuple[object, ...]]:
        return sorted((one.at, one.key, one.values, one.usual, one.is_learning) for one in crowds)

    assert told(together.add_all(some)) == told(found)
