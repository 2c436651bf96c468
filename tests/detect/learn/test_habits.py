"""Twin of `otasuke.detect.learn.habits`."""

from __future__ import annotations

from datetime import timedelta

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


def hit(
    day: float,
    *,
    tenant: str = "wakaba",
    rule: str = "r1",
    level: Level = Level.HIGH,
    device: str = "PC01",
    matched=UPDATER,
) -> Hit:  # type: ignore[no-untyped-def]
    return Hit(tenant, rule, level, device, day * DAY_S, matched)


def standings(habits: Habits, *hits: Hit) -> list[Standing]:
    return [habits.standing(one) for one in hits]


@pytest.fixture
def habits() -> Habits:
    return Habits(Learning(timedelta(days=3)))


def test_what_came_on_two_days_of_the_learning_time_is_a_habit_afterwards(habits: Habits) -> None:
    found = standings(habits, hit(0), hit(1), hit(2), hit(3))

    assert found == [Standing.LEARNING] * 3 + [Standing.HABIT]


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
def test_what_differs_in_any_word_is_no_habit(habits: Habits, change: dict[str, object]) -> None:
    standings(habits, hit(0), hit(1), hit(2), *(hit(day, tenant="other", rule="else") for day in (0, 1, 2)))

    assert habits.standing(hit(3, **change)) is Standing.NEW  # type: ignore[arg-type]


def test_what_is_critical_is_told_while_learning_and_is_never_learnt(habits: Habits) -> None:
    found = standings(habits, *(hit(day, level=Level.CRITICAL) for day in range(4)))

    assert found == [Standing.NEW] * 4
    assert habits.habits() == []


def test_where_nothing_is_named_a_habit_is_one_of_its_device(habits: Habits) -> None:
    number = (("EventID", "5001"),)
    standings(habits, hit(0, matched=number), hit(1, matched=number), hit(2, matched=number))

    assert habits.standing(hit(3, matched=number)) is Standing.HABIT
    assert habits.standing(hit(3, matched=number, device="PC02")) is Standing.NEW


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
