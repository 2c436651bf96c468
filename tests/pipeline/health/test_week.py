from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.times import JST
from otasuke.pipeline.health.week import HOUR_S, LONGEST_HOURS, Day, day_of, hour_of, start_of, stretches

MONDAYS, WEDNESDAYS, SATURDAYS, SUNDAYS = 0, 48, 120, 144


def day(text: str) -> Day:
    return day_of(hour_of(datetime.fromisoformat(text).replace(tzinfo=JST).timestamp()) // 24)


@pytest.mark.parametrize(
    ("text", "slot", "like", "worked"),
    [
        ("2026-11-16 00:00", MONDAYS, MONDAYS, True),
        ("2026-11-18 23:59", WEDNESDAYS, WEDNESDAYS, True),
        ("2026-11-21 12:00", SATURDAYS, SATURDAYS, False),
        ("2026-11-22 12:00", SUNDAYS, SUNDAYS, False),
        ("2026-11-23 12:00", MONDAYS, SUNDAYS, False),
        ("2026-05-06 12:00", WEDNESDAYS, SUNDAYS, False),
        ("2026-12-30 12:00", WEDNESDAYS, SUNDAYS, False),
    ],
)
def test_a_day_is_of_its_week_and_a_holiday_like_a_sunday(text: str, slot: int, like: int, worked: bool):
    found = day(text)

    assert (found.slot, found.like, found.is_worked) == (slot, like, worked)
    assert found.is_usual == (slot == like)


def test_an_hour_begins_where_it_should_in_japan():
    nine = datetime(2026, 11, 23, 9, tzinfo=JST).timestamp()

    assert hour_of(nine) % 24 == 9
    assert start_of(hour_of(nine)) == nine
    assert hour_of(nine - 1) == hour_of(nine) - 1


@given(st.integers(0, 4 * 10**9), st.integers(0, 60 * 24 * HOUR_S))
def test_stretches_cover_the_time_between_and_no_more_than_the_longest(since_s: int, length_s: int) -> None:
    found = list(stretches(since_s, since_s + length_s, {}))

    total_s = sum(seconds for _, seconds in found)
    assert all(0 <= seconds <= HOUR_S for _, seconds in found)
    assert total_s == length_s if length_s <= (LONGEST_HOURS - 1) * HOUR_S else total_s <= (LONGEST_HOURS + 1) * HOUR_S


def test_time_in_which_we_were_deaf_is_taken_away():
    since = datetime(2026, 11, 23, 9, tzinfo=JST)
    hour = hour_of(since.timestamp())

    found = list(stretches(since.timestamp(), (since + timedelta(hours=2)).timestamp(), {hour: 600, hour + 1: 9999}))

    assert found == [(hour, 3000), (hour + 1, 0), (hour + 2, 0)]
