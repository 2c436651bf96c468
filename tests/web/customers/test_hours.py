"""When a company is at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from otasuke.web.customers.hours import Expected, Hours, Open, is_expected, is_open

WEEK = tuple(Open(weekday, time(9), time(18)) for weekday in range(5))
NIGHT = Expected(time(22), 180, "経理の月次", day_of_month=31)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 09:00", True),
        ("2026-11-24 17:59", True),
        ("2026-11-24 18:00", False),
        ("2026-11-24 08:59", False),
        ("2026-11-22 12:00", False),
        ("2026-11-23 12:00", False),
        ("2026-12-30 12:00", False),
    ],
    ids=["opens", "last minute", "closed", "before", "Sunday", "holiday", "closure"],
)
def test_a_site_is_open_in_its_hours(at: str, expected: bool) -> None:
    hours = Hours(WEEK, ((date(2026, 12, 29), date(2027, 1, 3)),))

    assert is_open(hours, datetime.fromisoformat(at)) is expected


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    bar = Hours((Open(4, time(20), time(3)),), closes_on_holidays=False)

    assert is_open(bar, datetime.fromisoformat("2026-11-28 02:59"))
    assert not is_open(bar, datetime.fromisoformat("2026-11-28 03:00"))
    assert not is_open(bar, datetime.fromisoformat("2026-11-27 02:00"))


def test_a_site_that_works_on_holidays_is_open_on_them() -> None:
    assert is_open(Hours(WEEK, closes_on_holidays=False), datetime.fromisoformat("2026-11-23 12:00"))


@pytest.mark.parametrize(
    ("one", "at", "expected"),
    [
        (NIGHT, "2026-11-30 22:00", True),
        (NIGHT, "2026-12-01 00:59", True),
        (NIGHT, "2026-12-01 01:00", False),
        (NIGHT, "2026-10-30 22:00", False),
        (replace(NIGHT, day_of_month=None, weekday=6), "2026-11-29 23:00", True),
        (replace(NIGHT, day_of_month=None, weekday=6), "2026-11-28 23:00", False),
        (replace(NIGHT, day_of_month=None, day=date(2026, 11, 28)), "2026-11-29 00:30", True),
        (replace(NIGHT, day_of_month=None, day=date(2026, 11, 28)), "2026-12-05 23:00", False),
    ],
)
def test_night_work_is_expected_when_it_was_said(one: Expected, at: str, expected: bool) -> None:
    assert is_expected([one], datetime.fromisoformat(at)) is expected
