"""A week as it is drawn."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given

from duty_cast import DAYS, PEOPLE, rotas
from otasuke.web.duty.policy import Gap
from otasuke.web.duty.rota import JAPAN, DayKind, Line, Place, Rota, Shift, moment
from otasuke.web.duty.week import DAYS as SEVEN
from otasuke.web.duty.week import FIRST_DAY, LANE, LAST_DAY, monday_of, week

EVER, MONDAY = date(2026, 1, 1), date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 6, tzinfo=JAPAN)
NIGHT = Line(UUID(int=1), PEOPLE[0], time(18), time(6), EVER, weekday=0)
BEHIND = Line(UUID(int=2), PEOPLE[1], time(12), time(0), EVER, weekday=0, place=Place.SECOND)
BESIDE = Line(UUID(int=3), PEOPLE[2], time(21), time(22), EVER, weekday=0)


def test_a_night_is_drawn_on_both_of_its_days_and_named_on_the_first() -> None:
    monday, tuesday, *_ = week(Rota([NIGHT]), MONDAY, now=NOW)

    assert [(bar.left, bar.width) for bar in monday.bars if bar.shift] == [(75.0, 25.0)]
    assert [(bar.left, bar.width) for bar in tuesday.bars if bar.shift] == [(0.0, 25.0)]
    assert [type(one) for one in monday.begins] == [Gap, Shift]
    assert [type(one) for one in tuesday.begins] == [Gap]
    assert (monday.now, tuesday.now) == (None, 25.0)


def test_who_is_on_duty_at_once_has_a_lane_of_his_own_and_seconds_are_below() -> None:
    monday, *_ = week(Rota([NIGHT, BEHIND, BESIDE]), MONDAY, now=NOW)

    lanes = {bar.shift.person: bar.lane for bar in monday.bars if bar.shift}
    assert lanes == {PEOPLE[0]: 0, PEOPLE[2]: 1, PEOPLE[1]: 2}
    assert monday.height == 3 * LANE + 4


def test_a_holiday_says_its_name_and_the_new_year_its_kind() -> None:
    monday, *_ = week(Rota(), MONDAY, now=NOW)
    last, *_ = week(Rota(), date(2026, 12, 28), now=NOW)[1:]

    assert (monday.holiday, monday.kind) == ("勤労感謝の日", DayKind.HOLIDAY)
    assert last.kind is DayKind.NEW_YEAR


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 29), MONDAY),
        (MONDAY, MONDAY),
        (date(1, 1, 1), FIRST_DAY),
        (date(9999, 12, 31), LAST_DAY),
    ],
)
def test_a_week_begins_on_its_monday_and_lies_where_holidays_are_known(day: date, monday: date) -> None:
    assert monday_of(day) == monday
    assert monday.weekday() == 0


@given(rotas(), DAYS)
def test_nothing_is_drawn_outside_of_its_day_and_no_two_bars_lie_on_each_other(rota: Rota, day: date) -> None:
    rows = week(rota, monday_of(day), now=moment(day, time(12)))

    assert len(rows) == SEVEN
    for row in rows:
        for bar in row.bars:
            assert 0 <= bar.left < bar.left + bar.width <= 100.01
            assert bar.lane < row.lanes
        for lane in range(row.lanes):
            bars = sorted((one for one in row.bars if one.lane == lane), key=lambda one: one.left)
            for one, other in pairwise(bars):
                assert one.left + one.width <= other.left + 0.01
    assert [row.now is not None for row in rows].count(True) == 1


@given(rotas(), DAYS)
def test_every_gap_and_shift_of_the_week_is_named_on_the_day_on_which_it_begins(rota: Rota, day: date) -> None:
    monday = monday_of(day)
    begin, end = moment(monday, time()), moment(monday + timedelta(days=SEVEN), time())

    for row in week(rota, monday, now=begin):
        for one in row.begins:
            assert begin <= one.begins < end
            assert one.begins.astimezone(JAPAN).date() == row.day
