"""What a drill is measured by, and when the next ones are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill_cast import BEGAN, DRILL, NAMES, after
from otasuke.web.duty.drills import (
    PROMISE,
    length,
    lots,
    month_of,
    packed,
    result,
    unpacked,
)
from otasuke.web.duty.rota import JAPAN


def test_the_result_says_who_answered_after_how_long_and_as_which_of_those_called() -> None:
    assert (DRILL.called, DRILL.place, DRILL.took, DRILL.is_kept) == (list(NAMES), 3, timedelta(minutes=6.5), True)
    assert str(result(DRILL)) == "3人目の水無瀬 円さんが、6分30秒で答えました。"


def test_who_answered_without_being_called_has_no_place() -> None:
    by_page = replace(DRILL, answered_by="音羽 静")

    assert str(result(by_page)) == "音羽 静さんが、6分30秒で答えました。"


def test_nobody_is_said_so_and_breaks_the_promise() -> None:
    nobody = replace(DRILL, answered_by="", answered_at=None, ended_at=after(60))

    assert not nobody.is_kept
    assert str(result(nobody)) == "60分のあいだ、だれも答えませんでした。"
    assert str(result(replace(nobody, stopped_by="音羽 静"))) == "音羽 静さんが、途中でやめました。"
    assert not replace(DRILL, answered_at=BEGAN + PROMISE + timedelta(seconds=1)).is_kept
    assert replace(DRILL, answered_at=BEGAN + PROMISE).is_kept


@pytest.mark.parametrize(("seconds", "words"), [(0, "0秒"), (59, "59秒"), (60, "1分0秒"), (390, "6分30秒")])
def test_a_length_is_minutes_and_seconds(seconds: int, words: str) -> None:
    assert str(length(timedelta(seconds=seconds))) == words


def test_the_same_record_makes_the_same_text_and_comes_back_from_it() -> None:
    assert unpacked(packed(DRILL)) == DRILL
    elsewhere = replace(DRILL, begun_at=DRILL.begun_at.astimezone(JAPAN))
    assert unpacked(packed(elsewhere)) == DRILL


@given(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.integers(0, 4),
    st.sampled_from([(time(22), time(5)), (time(1), time(4)), (time(3), time(3))]),
    st.integers(0, 40 * 24),
    st.integers(0, 1000),
)
def test_lots_fall_on_different_nights_of_the_month_within_the_hours(
    day: date, count: int, window: tuple[time, time], hours: int, seed: int
) -> None:
    first = day.replace(day=1)
    now = datetime.combine(first, time(), JAPAN) + timedelta(hours=hours)

    found = lots(day, count=count, window=window, after=now, dice=Random(seed))

    nights = [(one.astimezone(JAPAN) - timedelta(hours=window[0].hour)).date() for one in found]
    assert len(set(nights)) == len(found) <= count
    assert list(found) == sorted(found)
    assert all(one > now for one in found)
    assert all(night.replace(day=1) == first for night in nights)
    for one in found:
        clock = one.astimezone(JAPAN).time()
        begins, ends = window
        assert begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if hours == 0 and window[0] > time(0):
        assert len(found) == count


def test_the_same_dice_fall_the_same_and_others_do_not() -> None:
    def drawn(seed: int) -> list[datetime]:
        window = (time(22), time(5))
        return list(lots(date(2026, 12, 1), count=2, window=window, after=BEGAN, dice=Random(seed)))

    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(20)}) > 10


def test_a_month_is_that_of_japan() -> None:
    assert month_of(datetime(2026, 11, 30, 16, tzinfo=UTC)) == date(2026, 12, 1)
