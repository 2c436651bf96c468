"""Twin of `otasuke.detect.learn.habits`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgpack
import pytest

from otasuke.detect.learn.habits import Habits, Hit, Standing, look
from otasuke.detect.learn.learning import Learning
from otasuke.detect.rule import Level

DAY_S = 86400
UPDATER = (
    ("Image", r"C:\Users\tanaka\AppData\Local\Temp\upd-8f31c2d4\setup.exe"),
    ("CommandLine", "setup.exe /v:1201"),
)


def hit(day: float, **changes: Any) -> Hit:
    usual = Hit("wakaba", "r1", Level.HIGH, "PC01", day * DAY_S, UPDATER)
    names = {"rule": "rule_id"}
    return replace(usual, **{names.get(name, name): value for name, value in changes.items()})


def standings(habits: Habits, *hits: Hit) -> list[Standing]:
    return [habits.standing(one) for one in hits]


@pytest.fixture
def habits() -> Habits:
    return Habits(Learning(timedelta(days=3)))


def test_what_came_on_two_days_of_the_learning_time_is_a_habit_afterwards(habits: Habits) -> None:
    found = standings(habits, hit(0), hit(1), hit(2), hit(3))

    assert found == [Standing.FIRST, Standing.AGAIN, Standing.AGAIN, Standing.HABIT]


def test_what_came_on_one_day_is_new_afterwards_however_often_it_came(habits: Habits) -> None:
    found = standings(habits, hit(0), hit(0.1), hit(0.2), hit(1, rule="r2"), hit(2, rule="r2"), hit(3))

    assert found[-1] is Standing.NEW


def test_other_numbers_users_and_devices_are_the_same_habit(habits: Habits) -> None:
    other = (
        ("Image", UPDATER[0][1].replace("tanaka", "sato").replace("8f31c2d4", "00aa91b7")),
        ("CommandLine", "setup.exe /v:1309"),
    )

    found = standings(habits, hit(0), hit(1), hit(2), hit(3, matched=other, device="PC02"))

    assert found[-1] is Standing.HABIT


@pytest.mark.parametrize(
    "change",
    [
        {"matched": (UPDATER[0], ("CommandLine", "setup.exe /v:1201 -enc SQBFAFgA"))},
        {"matched": (("Image", UPDATER[0][1].replace("setup.exe", "stage.exe")), UPDATER[1])},
        {"matched": (UPDATER[0], ("CommandLine", "setup.exe /v:1201 SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA"))},
        {"rule": "r2"},
        {"tenant": "other"},
        {"level": Level.CRITICAL},
    ],
)
def test_what_differs_in_any_word_is_no_habit(habits: Habits, change: dict[str, Any]) -> None:
    standings(habits, hit(0), hit(1), hit(2), *(hit(day, tenant="other", rule="else") for day in (0, 1, 2)))

    assert habits.standing(hit(3, **change)) is Standing.NEW


def test_what_is_critical_is_told_while_learning_and_is_never_learnt(habits: Habits) -> None:
    found = standings(habits, *(hit(day, level=Level.CRITICAL) for day in range(4)))

    assert found == [Standing.NEW] * 4
    assert habits.habits() == []


def test_where_nothing_is_named_a_habit_is_one_of_its_device(habits: Habits) -> None:
    number = (("EventID", "4624"), ("IpAddress", "127.0.0.1"))
    standings(habits, hit(0, matched=number), hit(1, matched=number), hit(2, matched=number))

    assert habits.standing(hit(3, matched=number)) is Standing.HABIT
    assert habits.standing(hit(3, matched=number, device="PC02")) is Standing.NEW


def test_who_did_it_counts_where_the_rule_does_not_look_at_it(habits: Habits) -> None:
    by_script = {"Image": r"C:\Windows\System32\wscript.exe", "CommandLine": r"wscript \\sv01\NETLOGON\logon.vbs"}
    matched = (("ParentImage", r"C:\Windows\System32\userinit.exe"),)
    standings(habits, *(hit(day, matched=matched, fields=by_script) for day in range(3)))

    assert habits.standing(hit(3, matched=matched, fields=by_script)) is Standing.HABIT
    assert habits.standing(hit(3, matched=matched, fields=by_script | {"CommandLine": "wscript a.vbs"})) is Standing.NEW


def test_what_comes_twice_on_the_first_day_is_first_both_times(habits: Habits) -> None:
    assert standings(habits, hit(0), hit(0.5), hit(1)) == [Standing.FIRST, Standing.FIRST, Standing.AGAIN]


def test_the_desk_can_read_what_was_learnt(habits: Habits) -> None:
    standings(habits, hit(0), hit(1), hit(1, rule="once"))

    assert habits.habits() == [("wakaba", "r1", look(hit(0)))]
    assert look(hit(0)) == "Image=c:\\users\\*\\appdata\\local\\temp\\upd-#\\setup.exe\nCommandLine=setup.exe /v:#"


def test_a_state_goes_on_where_it_ended() -> None:
    learning = Learning(timedelta(days=3))
    first = Habits(learning)
    standings(first, hit(0), hit(1), hit(2))
    second = Habits(learning)

    second.restore(msgpack.unpackb(msgpack.packb(first.state())))

    assert second.standing(hit(3)) is Standing.HABIT
