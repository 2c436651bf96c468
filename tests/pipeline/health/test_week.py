from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.times import JST
from otasuke.pipeline.health.week import (
    HOUR_S,
    JAPAN,
    LONGEST_HOURS,
    SLOTS,
    Hour,
    Week,
    hour_of,
    start_of,
    stretches,
    week_in,
)

MONDAYS, WEDNESDAYS, SATURDAYS, SUNDAYS = 0, 48, 120, 144


def hour(text: str, week: Week = JAPAN) -> Hour:
    return week.at(hour_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(week.name)).timestamp()))


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
def test_an_hour_is_of_its_week_and_on_a_holiday_like_one_of_a_sunday(text: str, slot: int, like: int, worked: bool):
    found = hour(text)

    of_day = int(text[11:13])
    assert (found.slot, found.like, found.is_worked) == (slot + of_day, like + of_day, worked)
    assert found.is_usual == (slot == like)


@pytest.mark.parametrize(
    ("zone", "text", "slot"),
    [
        ("Europe/Berlin", "2026-03-27 09:00", 4 * 24 + 9),  # a Friday in winter,
        ("Europe/Berlin", "2026-03-30 09:00", 9),  # and the Monday after it, in summer
        ("America/New_York", "2026-11-23 00:00", 0),
        ("Pacific/Kiritimati", "2026-11-22 23:00", 6 * 24 + 23),
        ("Asia/Kolkata", "2026-11-23 09:30", 9),
        ("UTC", "2026-11-23 23:59", 23),
    ],
)
def test_an_hour_is_what_clocks_show_where_the_tenant_is(zone: str, text: str, slot: int):
    assert hour(text, Week(zone)).slot == slot


def test_other_countries_have_no_holidays_of_japan():
    assert not hour("2026-11-23 12:00").is_worked
    assert hour("2026-11-23 12:00", Week("Europe/Berlin")).is_worked


def test_a_zone_that_is_not_known_here_is_japans():
    assert week_in("Mars/Olympus") is week_in("Japan") is week_in("Asia/Tokyo") is JAPAN
    for name in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(ValueError):
            Week(name)


@given(st.integers(0, 4 * 10**9), st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "UTC"]))
def test_what_one_week_is_ahead_of_another_leads_from_slot_to_slot(at_s: int, zone: str) -> None:
    week, at = Week(zone), hour_of(at_s)

    assert (JAPAN.at(at).slot + week.ahead_of(JAPAN, at)) % SLOTS == week.at(at).slot
    assert JAPAN.ahead_of(week, at) == -week.ahead_of(JAPAN, at)


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
