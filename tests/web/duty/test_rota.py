"""Who is on duty by pattern, single days, swaps and absences."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given

from duty_cast import MOMENTS, PEOPLE, asked_again, rotas
from otasuke.web.duty.rota import (
    JAPAN,
    Away,
    DayKind,
    Extra,
    Line,
    Place,
    Rota,
    kinds_of,
    moment,
    on_duty,
    shift_of,
    shifts,
)

HAYASE, KAMOI, OTOWA = PEOPLE[:3]
NIGHT = (time(22), time(7))
EVER = date(2026, 1, 1)


def line(number: int, person: UUID, weekday: int | None, *, kind: DayKind = DayKind.ORDINARY, **more: object) -> Line:
    return Line(UUID(int=number), person, *NIGHT, EVER, kind=kind, weekday=weekday, **more)  # type: ignore[arg-type]


def on(rota: Rota, words: str) -> list[UUID]:
    return [one.person for one in on_duty(rota, datetime.fromisoformat(words).replace(tzinfo=JAPAN))]


@given(rotas(), MOMENTS)
def test_at_every_moment_exactly_those_are_on_duty_whom_the_rota_names(rota: Rota, at: datetime) -> None:
    now = on_duty(rota, at)

    for place in Place:
        assert {one.person for one in now if one.place is place} == asked_again(rota, at, place)


@given(rotas(), MOMENTS)
def test_shifts_are_aware_have_a_length_of_a_day_at_most_and_meet_what_was_asked(rota: Rota, at: datetime) -> None:
    end = at + timedelta(days=3)

    for one in shifts(rota, at, end):
        assert one.begins.tzinfo is UTC
        assert one.ends.tzinfo is UTC or one.ends.utcoffset() == timedelta()
        assert timedelta() < one.ends - one.begins <= timedelta(days=1)
        assert one.begins < end
        assert at < one.ends


def test_a_shift_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    rota = Rota([line(1, HAYASE, 3)])  # Thursdays; 31 December 2026 is one

    assert on(rota, "2026-12-31 22:00") == [HAYASE]
    assert on(rota, "2027-01-01 06:59") == [HAYASE]
    assert on(rota, "2027-01-01 07:00") == []
    assert on(rota, "2026-12-31 21:59") == []
    assert moment(date(2026, 12, 31), time(22)) == datetime(2026, 12, 31, 13, tzinfo=UTC)


def test_the_leap_day_is_a_day_like_any_other() -> None:
    rota = Rota([line(1, HAYASE, 1)])  # 29 February 2028 is a Tuesday

    assert on(rota, "2028-02-29 23:00") == [HAYASE]
    assert on(rota, "2028-03-01 06:00") == [HAYASE]
    assert on(rota, "2028-02-28 23:00") == []


def test_there_is_no_summer_time() -> None:
    rota = Rota([line(1, HAYASE, None)])

    for day in (date(2027, 3, 28), date(2027, 7, 1), date(2027, 10, 31)):
        (one,) = shifts(rota, moment(day, time(12)), moment(day, time(23)))
        assert one.ends - one.begins == timedelta(hours=9)


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2027, 1, 1), [DayKind.NEW_YEAR, DayKind.HOLIDAY, DayKind.ORDINARY]),
        (date(2026, 12, 29), [DayKind.NEW_YEAR, DayKind.ORDINARY]),
        (date(2027, 8, 13), [DayKind.BON, DayKind.ORDINARY]),
        (date(2027, 8, 11), [DayKind.HOLIDAY, DayKind.ORDINARY]),
        (date(2027, 8, 12), [DayKind.ORDINARY]),
    ],
)
def test_what_a_day_is(day: date, kinds: list[DayKind]) -> None:
    assert list(kinds_of(day)) == kinds


def test_the_new_year_has_a_pattern_of_its_own_and_without_one_goes_as_the_holiday_or_the_week() -> None:
    week, holiday, new_year = (
        line(1, HAYASE, 4),
        line(2, KAMOI, None, kind=DayKind.HOLIDAY),
        line(3, OTOWA, None, kind=DayKind.NEW_YEAR),
    )
    night = "2027-01-01 23:00"  # a Friday

    assert on(Rota([week, holiday, new_year]), night) == [OTOWA]
    assert on(Rota([week, holiday]), night) == [KAMOI]
    assert on(Rota([week]), night) == [HAYASE]
    assert on(Rota([week, new_year]), "2027-01-08 23:00") == [HAYASE]


def test_a_line_of_every_second_week_counts_from_the_week_in_which_it_began() -> None:
    rota = Rota([Line(UUID(int=1), HAYASE, *NIGHT, date(2026, 11, 25), weekday=0, every_weeks=2)])  # a Wednesday

    assert [on(rota, f"{day} 23:00") for day in ("2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14")] == [
        [],
        [],
        [HAYASE],
        [],
    ]


def test_single_days_swaps_and_absences_go_before_the_pattern() -> None:
    mondays, day = line(1, HAYASE, 0), date(2026, 11, 30)
    extra = Extra(UUID(int=9), OTOWA, day, time(20), time(23), Place.SECOND)
    key = (mondays.id, day)
    ill = Away(KAMOI, moment(day, time(23)), moment(day, time(23, 30)))
    rota = Rota([mondays], [extra], taken={key: KAMOI}, away=[ill])

    assert on(rota, "2026-11-30 22:30") == [KAMOI, OTOWA]
    assert on(rota, "2026-11-30 23:15") == []
    assert on(rota, "2026-11-30 23:30") == [KAMOI]
    found = shift_of(rota, key)
    assert found
    assert (found.person, found.planned) == (KAMOI, HAYASE)
    assert shift_of(Rota([mondays], cancelled=frozenset([key])), key) is None
    assert on(Rota([mondays], cancelled=frozenset([key])), "2026-11-30 23:00") == []
