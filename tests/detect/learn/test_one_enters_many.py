from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, entered, table_of
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.one_enters_many import OneEntersMany
from otasuke.detect.learn.people import entries

KEIRI = "192.168.10.22"
DAY = timedelta(days=1)


def detector(learning: timedelta = timedelta(0)) -> OneEntersMany:
    return OneEntersMany(Learning(learning))


def round_of(count: int, *, at: timedelta = timedelta(0), every_s: float = 20, source: str = KEIRI) -> list[bytes]:
    return [entered(at + timedelta(seconds=n * every_s), f"PC-{n:02}", source) for n in range(count)]


def found(lines: list[bytes], by: OneEntersMany | None = None) -> list[Learnt]:
    return (by or detector()).update(entries(table_of(*lines)))


def test_who_enters_five_computers_within_minutes_is_found_with_how_many_and_which() -> None:
    (one,) = found(round_of(5))

    assert (one.device, one.counterpart, one.level.value) == (KEIRI, "administrator", "high")
    facts = {fact.name: fact.value for fact in one.facts}
    assert facts["computers"] == "5"
    assert "pc-04" in facts["some_of_them"]


def test_four_computers_one_computer_often_and_a_slow_round_are_ordinary() -> None:
    assert found(round_of(4)) == []
    assert found([entered(timedelta(seconds=n), "PC-01", KEIRI) for n in range(50)]) == []
    assert found(round_of(9, every_s=400)) == []


def test_computers_that_sign_in_by_themselves_and_screens_of_the_own_computer_are_nobodys_round() -> None:
    machines = [entered(timedelta(seconds=n), f"PC-{n}", KEIRI, user="KEIRI-PC01$") for n in range(9)]
    here = [entered(timedelta(seconds=n), f"PC-{n}", "127.0.0.1") for n in range(9)]

    assert found([*machines, *here]) == []


def test_a_round_of_maintenance_that_was_learnt_is_not_told_again_but_one_twice_as_wide_is() -> None:
    one = detector(2 * DAY)
    learnt = found(round_of(8), one) + found(round_of(8, at=DAY), one)
    assert [each.is_learning for each in learnt] == [True, True]

    assert found(round_of(8, at=2 * DAY), one) == []
    (wide,) = found(round_of(16, at=3 * DAY), one)
    assert not wide.is_learning
    assert [each.device for each in found(round_of(5, at=3 * DAY, source="192.168.10.99"), one)] == ["192.168.10.99"]


def test_a_detector_goes_on_where_another_ended() -> None:
    lines, first = round_of(6), detector()
    found(lines[:3], first)

    rest = found(lines[3:], again(first, detector()))

    assert [one.id for one in rest] == [one.id for one in found(lines)] != []
