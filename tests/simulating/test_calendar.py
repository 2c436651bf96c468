from __future__ import annotations

from datetime import date, datetime, timedelta

from otasuke.simulating.calendar import JST, is_closed, people_at_work


def at(hour: int, minute: int = 0, *, day: date = date(2026, 4, 14)) -> float:
    return people_at_work(datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST))


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
