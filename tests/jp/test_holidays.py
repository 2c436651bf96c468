from __future__ import annotations

from datetime import date, timedelta

import pytest

from otasuke.jp.holidays import FIRST_YEAR, LAST_YEAR, holiday_name, is_often_closed

OF_2026 = """
01-01 元日 01-12 成人の日 02-11 建国記念の日 02-23 天皇誕生日 03-20 春分の日 04-29 昭和の日 05-03 憲法記念日
05-04 みどりの日 05-05 こどもの日 05-06 休日 07-20 海の日 08-11 山の日 09-21 敬老の日 09-22 休日 09-23 秋分の日
10-12 スポーツの日 11-03 文化の日 11-23 勤労感謝の日
"""
"""As the Cabinet Office announces them (内閣府「国民の祝日」について)."""


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def test_the_holidays_of_2026_are_those_that_the_cabinet_office_announces():
    words = OF_2026.split()
    announced = dict(zip(words[::2], words[1::2], strict=True))

    found = {f"{day:%m-%d}": name for day in days_of(2026) if (name := holiday_name(day))}

    assert found == announced


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2020-07-24", "スポーツの日"),
        ("2020-10-12", None),
        ("2020-08-10", "山の日"),
        ("2021-07-22", "海の日"),
        ("2021-08-08", "山の日"),
        ("2021-08-09", "休日"),
        ("2021-08-11", None),
        ("2024-02-12", "休日"),
        ("2025-05-06", "休日"),
        ("2032-09-21", "休日"),
    ],
    ids=str,
)
def test_moved_and_added_days_are_known(day: str, name: str | None):
    assert holiday_name(date.fromisoformat(day)) == name


@pytest.mark.parametrize(
    ("year", "spring", "autumn"),
    [(2020, 20, 22), (2023, 21, 23), (2024, 20, 22), (2026, 20, 23), (2027, 21, 23), (2030, 20, 23), (2040, 20, 22)],
)
def test_the_equinoxes_are_on_their_days(year: int, spring: int, autumn: int):
    assert holiday_name(date(year, 3, spring)) == "春分の日"
    assert holiday_name(date(year, 9, autumn)) == "秋分の日"


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_every_year_has_sixteen_holidays_and_a_substitute_for_each_on_a_sunday(year: int):
    names = {day: name for day in days_of(year) if (name := holiday_name(day))}
    added = [day for day, name in names.items() if name == "休日"]
    sundays = [day for day, name in names.items() if name != "休日" and day.weekday() == 6]

    assert len(names) - len(added) == 16
    assert len(added) >= len(sundays)
    assert all(day - timedelta(days=1) in names for day in added)


def test_outside_the_years_of_the_rules_nothing_is_a_holiday():
    assert holiday_name(date(FIRST_YEAR - 1, 1, 1)) is None
    assert holiday_name(date(LAST_YEAR + 1, 1, 1)) is None


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-12-28", False),
        ("2026-12-29", True),
        ("2027-01-01", False),
        ("2027-01-03", True),
        ("2027-01-04", False),
        ("2026-08-13", True),
        ("2026-08-17", False),
        ("2026-04-30", True),
        ("2026-05-05", False),
        ("2026-05-07", False),
    ],
)
def test_many_close_at_the_turn_of_the_year_at_bon_and_between_the_holidays_of_golden_week(day: str, closed: bool):
    assert is_often_closed(date.fromisoformat(day)) is closed
