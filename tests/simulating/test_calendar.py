from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from otasuke.simulating.calendar import JST, holidays, is_closed, people_at_work


def at(hour: int, minute: int = 0, *, day: date = date(2026, 4, 14)) -> float:
    return people_at_work(datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST))


def test_the_holidays_of_2026_are_those_of_the_law() -> None:
    expected = "1-1 1-12 2-11 2-23 3-20 4-29 5-3 5-4 5-5 5-6 7-20 8-11 9-21 9-22 9-23 10-12 11-3 11-23"

    assert {f"{day.month}-{day.day}" for day in holidays(2026)} == set(expected.split())


@pytest.mark.parametrize("day", [date(2024, 2, 12), date(2025, 2, 24), date(2025, 5, 6), date(2023, 1, 2)])
def test_a_holiday_on_a_sunday_is_made_up_for(day: date) -> None:
    assert day in holidays(day.year)


def test_new_year_obon_and_sundays_are_closed_and_a_tuesday_is_not() -> None:
    closed = [date(2026, 12, 29), date(2027, 1, 3), date(2026, 8, 14), date(2026, 4, 19), date(2026, 11, 23)]

    assert [is_closed(day) for day in closed] == [True] * 5
    assert not is_closed(date(2026, 4, 14))
    assert not is_closed(date(2026, 4, 18))


def test_people_come_in_the_morning_eat_at_noon_and_go_in_the_evening() -> None:
    assert at(4) < at(7, 30) < at(8, 30) < at(10)
    assert at(12, 30) < 0.7 * at(11)
    assert at(13, 59) > 0.9
    assert at(20) < 0.2


def test_saturdays_are_quiet_and_sundays_quieter() -> None:
    tuesday, saturday, sunday = (at(10, day=date(2026, 4, 14) + timedelta(days=days)) for days in (0, 4, 5))

    assert tuesday > 3 * saturday > 6 * sunday > 0


def test_a_share_is_between_idle_and_all() -> None:
    shares = [at(hour, minute) for hour in range(24) for minute in range(0, 60, 7)]

    assert min(shares) > 0
    assert max(shares) <= 1
