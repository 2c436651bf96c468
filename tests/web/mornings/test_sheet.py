"""What a night becomes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import orjson
import pytest

from otasuke.web.mornings.choosing import Kind, Thing
from otasuke.web.mornings.sheet import (
    MOST_CLOCKS,
    Clock,
    ClockKind,
    Health,
    Night,
    Numbers,
    colour,
    digits,
    evening_before,
    headline,
    is_day_off,
    make,
    packed,
    sentences,
    unpacked,
)

AT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # Tuesday, half past eight in Japan


@pytest.mark.parametrize(
    ("numbers", "said", "glyph"),
    [
        (Numbers(), "夜は静かでした。", "mi"),
        (Numbers(detections=99_999, alerts=500), "夜は静かでした。", "mi"),
        (Numbers(yellows_open=2), "夜は静かでした。黄が2件、朝に残っています。", "ki"),
        (Numbers(reds=1, yellows_open=2), "夜に赤が1件ありました。すべて終わっています。", "ki"),
        (Numbers(reds=1, reds_open=1), "赤が1件、まだ終わっていません。", "aka"),
    ],
)
def test_the_sentence_says_how_the_night_was(numbers: Numbers, said: str, glyph: str) -> None:
    assert (str(headline(numbers)), colour(numbers)) == (said, glyph)


def test_a_quiet_night_says_that_the_three_are_usual_work() -> None:
    said = " ".join(map(str, sentences(make(Night(AT, Numbers(companies=312, heard=309))))))

    assert "312社のうち309社" in said
    assert "三つは、いつもの仕事から選びました。" in said
    assert "休み" not in said


def test_calls_are_told_with_how_long_they_took_and_nobody_is_named() -> None:
    numbers = Numbers(calls=3, calls_open=1, minutes=2)

    said = " ".join(map(str, sentences(make(Night(AT, numbers, things=[Thing(Kind.RED, subject=UUID(int=1))])))))

    assert "電話は3回" in said
    assert "2分で受けました" in said
    assert "1回は、まだだれも受けていません" in said
    assert "いつもの仕事" not in said


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        (date(2026, 11, 24), False),
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), True),  # 勤労感謝の日
        (date(2026, 8, 14), True),  # お盆
    ],
)
def test_weekends_and_holidays_are_days_off(day: date, is_off: bool) -> None:
    assert is_day_off(day) is is_off


def test_on_a_holiday_calls_that_can_wait_are_left_and_it_says_so() -> None:
    sheet = make(Night(AT - timedelta(days=1), things=[Thing(Kind.STUCK, 3)]))

    assert (sheet.is_off, sheet.choice.postponed) == (True, 3)
    assert "次の営業日に回しました" in str(sentences(sheet)[-1])


def test_the_night_began_at_six_the_evening_before_by_the_clock_of_japan() -> None:
    assert evening_before(AT) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_clocks_are_in_order_and_few_and_reasons_begin_with_the_most_frequent() -> None:
    clocks = [Clock(ClockKind.LINK, AT + timedelta(hours=number)) for number in (5, 1, 4, 2, 3, 6)]

    sheet = make(Night(AT, held={"silence": 2, "habit": 700, "cause": 0}, clocks=clocks))

    assert [one.ends for one in sheet.clocks] == sorted(one.ends for one in clocks)[:MOST_CLOCKS]
    assert list(sheet.held.items()) == [("habit", 700), ("silence", 2)]


def test_a_sheet_that_was_kept_is_the_same_again() -> None:
    sheet = make(
        Night(
            AT,
            Numbers(companies=3, minutes=4),
            {"habit": 1},
            [Thing(Kind.RED, subject=UUID(int=1), customer=UUID(int=2), at=AT)],
            [Clock(ClockKind.SILENCE, AT, UUID(int=2), UUID(int=3))],
            Health(AT, AT, "call", 1, None, 2, 3, 4, AT, 2.5),
        )
    )

    assert unpacked(orjson.loads(orjson.dumps(packed(sheet)))) == sheet


@pytest.mark.parametrize(("number", "length"), [(0, 0), (1, 1), (9, 1), (10, 2), (41_208_331, 8)])
def test_a_bar_is_as_long_as_its_number_has_digits(number: int, length: int) -> None:
    assert digits(number) == length
