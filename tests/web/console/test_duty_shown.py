"""Shifts in words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils.translation import override

from otasuke.jp.holidays import holiday_name
from otasuke.web.accounts.models import Person
from otasuke.web.console.duty_shown import (
    HOLIDAYS,
    KINDS,
    PLACES,
    RUNGS,
    STATES,
    Viewer,
    clock_words,
    clocks,
    day_words,
    shown_day,
    shown_fair,
    shown_shift,
    span_words,
)
from otasuke.web.duty.models import Swap
from otasuke.web.duty.policy import Fair, Gap, Rung
from otasuke.web.duty.rota import JAPAN, DayKind, Line, Place, Rota, moment, shifts
from otasuke.web.duty.week import week

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 23, tzinfo=JAPAN)
HAYASE, KAMOI = Person(id=uuid4(), name="早瀬 遥"), Person(id=uuid4(), name="鴨居 渉")
VIEWER = Viewer(HAYASE, {one.id: one for one in (HAYASE, KAMOI)}, AT)
LINE = Line(uuid4(), HAYASE.id, time(22), time(7), date(2026, 1, 1), weekday=0)


def test_times_are_those_of_japan_and_name_a_day_that_is_further_away() -> None:
    begins = moment(DAY, time(22))

    with override("ja"):
        assert clock_words(begins, begins + timedelta(hours=1)) == "22:00〜23:00"
        assert clock_words(begins, begins + timedelta(hours=9)) == "22:00〜翌7:00"
        assert clock_words(begins, begins + timedelta(hours=40)) == "22:00〜11/25（水） 14:00"
        assert span_words(begins, begins + timedelta(hours=9)) == "11/23（月） 22:00〜翌7:00"
        assert (clocks(time(9), time(18)), clocks(time(22), time(7))) == ("9:00〜18:00", "22:00〜翌7:00")
    with override("en"):
        assert day_words(DAY) == "Mon 23 Nov"


def test_a_shift_says_whose_it_is_and_in_whose_place(database) -> None:
    rota = Rota([LINE], taken={(LINE.id, DAY): KAMOI.id})
    (found,) = shifts(rota, AT, AT + timedelta(hours=1))

    one = shown_shift(found, VIEWER)

    assert (one.who, one.instead_of, one.is_mine, one.is_now, one.is_over) == (KAMOI, HAYASE, False, True, False)
    assert shown_shift(Gap(AT, AT + timedelta(hours=1)), VIEWER).who is None


def test_a_day_is_drawn_with_family_names(database) -> None:
    with override("ja"):
        day = shown_day(week(Rota([LINE]), DAY, now=AT)[0], VIEWER)

    assert (day.name, day.note, day.is_today) == ("11/23（月）", "勤労感謝の日", True)
    assert [(bar.name, bar.kind) for bar in day.bars] == [("早瀬", "first"), ("いない", "gap")]
    assert day.bars[0].whole == "早瀬 遥 22:00〜翌7:00"


def test_who_is_gone_is_not_counted() -> None:
    found = shown_fair([Fair(HAYASE.id, 4, 2, 1000), Fair(uuid4(), 1, 1, 1)], VIEWER)

    assert [(one.who, one.hours) for one in found] == [(HAYASE, 17)]


def test_every_holiday_has_words() -> None:
    days = (date(2020, 1, 1) + timedelta(days=number) for number in range(8 * 366))

    assert {name for day in days if (name := holiday_name(day))} == set(HOLIDAYS)


def test_everything_has_words() -> None:
    assert set(KINDS) == set(DayKind)
    assert set(PLACES) == set(Place)
    assert set(RUNGS) == set(Rung)
    assert set(STATES) == set(Swap.State)
