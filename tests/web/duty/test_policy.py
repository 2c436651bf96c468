"""Whom to call, where nobody is on duty, and who has how many nights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_cast import MOMENTS, PEOPLE, asked_again, rotas
from otasuke.web.duty.policy import (
    Flaw,
    Human,
    Rung,
    Steps,
    are_steps,
    chain,
    clashes,
    fairness,
    flaws_of,
    gaps,
    is_night,
    wants_quiet,
)
from otasuke.web.duty.rota import JAPAN, Away, DayKind, Line, Place, Rota, moment, shift_of, shifts

HAYASE, KAMOI, OTOWA, MINASE = PEOPLE[:4]
EVER = date(2026, 1, 1)
STEPS = Steps(4, 8, 12)
AT = datetime(2026, 11, 24, 3, 0, tzinfo=JAPAN)
STAFF = (Human(HAYASE), Human(KAMOI), Human(OTOWA, is_manager=True), Human(MINASE))
NIGHTS = Line(UUID(int=1), HAYASE, time(22), time(7), EVER, weekday=0)
BEHIND = Line(UUID(int=2), KAMOI, time(22), time(7), EVER, weekday=0, place=Place.SECOND)
HUMANS = st.lists(
    st.builds(
        Human,
        st.sampled_from(PEOPLE),
        st.booleans(),
        st.booleans(),
        st.none() | st.tuples(st.sampled_from([time(0), time(21)]), st.sampled_from([time(0), time(8)])),
    ),
    unique_by=lambda one: one.id,
    max_size=6,
)


def told(rota: Rota, *, staff: tuple[Human, ...] = STAFF, at: datetime = AT) -> list[tuple[UUID, Rung, int, int]]:
    return [(one.person, one.rung, one.step, one.after_minutes) for one in chain(rota, staff, STEPS, at=at)]


def test_the_one_on_duty_is_called_first_then_the_second_the_manager_and_all() -> None:
    assert told(Rota([NIGHTS, BEHIND])) == [
        (HAYASE, Rung.DUTY, 1, 0),
        (KAMOI, Rung.SECOND, 2, 4),
        (OTOWA, Rung.MANAGER, 3, 8),
        (MINASE, Rung.ALL, 4, 12),
    ]


def test_if_nobody_is_on_duty_the_chain_begins_with_the_manager_at_once() -> None:
    assert told(Rota())[0] == (OTOWA, Rung.MANAGER, 1, 0)
    assert [one[2:] for one in told(Rota())] == [(1, 0), (2, 4), (2, 4), (2, 4)]


def test_who_is_away_is_left_out_unless_everybody_is() -> None:
    def away(*people: UUID) -> Rota:
        return Rota([NIGHTS], away=[Away(one, AT - timedelta(days=1), AT + timedelta(days=1)) for one in people])

    assert [one[0] for one in told(away(HAYASE, OTOWA))] == [KAMOI, MINASE]
    assert [one[0] for one in told(away(*PEOPLE))] == [HAYASE, OTOWA, KAMOI, MINASE]


def test_a_step_nobody_of_which_has_a_phone_takes_no_time() -> None:
    staff = (replace(STAFF[0], has_phone=False), *STAFF[1:])

    assert [one[2:] for one in told(Rota([NIGHTS, BEHIND]), staff=staff)] == [(1, 0), (2, 0), (3, 4), (4, 8)]


def test_who_wants_quiet_is_called_last_but_is_called() -> None:
    quiet = replace(STAFF[1], quiet=(time(22), time(6)))
    staff = (STAFF[0], quiet, *STAFF[2:])

    assert told(Rota([NIGHTS]), staff=staff)[-1] == (KAMOI, Rung.QUIET, 4, 12)
    assert told(Rota([NIGHTS, BEHIND]), staff=staff)[1][0] == KAMOI  # on duty, he is called in his turn
    assert not wants_quiet(quiet, AT.replace(hour=6))
    assert wants_quiet(quiet, AT.replace(hour=22))


@given(rotas(), HUMANS, MOMENTS)
def test_the_chain_has_no_holes(rota: Rota, staff: list[Human], at: datetime) -> None:
    links = chain(rota, staff, STEPS, at=at)

    people = [one.person for one in links]
    away = {one.person for one in rota.away if one.begins <= at < one.ends}
    present = {one.id for one in staff} - away
    assert len(people) == len(set(people))
    assert set(people) == (present or {one.id for one in staff})
    assert sorted({one.step for one in links}) == list(range(1, len({one.step for one in links}) + 1))
    assert [one.after_minutes for one in links] == sorted(one.after_minutes for one in links)
    assert not links or links[0].after_minutes == 0


@given(rotas(), HUMANS, MOMENTS)
def test_at_every_moment_the_chain_begins_with_exactly_those_of_the_rota(
    rota: Rota, staff: list[Human], at: datetime
) -> None:
    links = chain(rota, staff, STEPS, at=at)
    if all(any(away.person == one.id and away.begins <= at < away.ends for away in rota.away) for one in staff):
        return  # everybody is away: then all are called

    known = {one.id for one in staff}
    first = asked_again(rota, at, Place.FIRST) & known
    second = (asked_again(rota, at, Place.SECOND) & known) - first
    assert {one.person for one in links if one.rung is Rung.DUTY} == first
    assert {one.person for one in links if one.rung is Rung.SECOND} == second
    managers = {one.id for one in staff if one.is_manager} - {
        one.person for one in rota.away if one.begins <= at < one.ends
    }
    assert {one.person for one in links if one.rung is Rung.MANAGER} == managers - first - second


@given(rotas(), MOMENTS)
def test_a_moment_is_in_a_gap_exactly_if_nobody_is_on_duty(rota: Rota, at: datetime) -> None:
    found = gaps(rota, at, at + timedelta(days=4))

    for minute in range(0, 4 * 24 * 60, 97):
        when = at + timedelta(minutes=minute)
        nobody = not (asked_again(rota, when, Place.FIRST) | asked_again(rota, when, Place.SECOND))
        assert any(gap.begins <= when < gap.ends for gap in found) is nobody


@pytest.mark.parametrize(
    ("steps", "fit"),
    [
        (Steps(), True),
        (Steps(1, 2, 60), True),
        (Steps(0, 5, 10), False),
        (Steps(5, 5, 10), False),
        (Steps(5, 10, 10), False),
        (Steps(5, 10, 61), False),
    ],
)
def test_each_step_comes_after_the_one_before(steps: Steps, fit: bool) -> None:
    assert are_steps(steps) is fit


def test_nights_and_days_off_are_counted_for_whom_they_are() -> None:
    split = [
        Line(UUID(int=number), person, begins, ends, EVER, weekday=5)
        for number, person, begins, ends in (
            (3, HAYASE, time(18), time(1, 30)),  # half the night of Saturday
            (4, KAMOI, time(1, 30), time(1, 31)),
        )
    ]
    found = fairness(Rota([NIGHTS, BEHIND, *split]), date(2026, 11, 23), date(2026, 12, 6))

    assert [(one.person, one.nights, one.days_off) for one in found] == [
        (HAYASE, 4, 5),  # two Mondays and two Saturdays; Monday 23 November is a holiday, and he works into the Sundays
        (KAMOI, 0, 2),
    ]
    assert found[0].minutes == 2 * (9 * 60) + 2 * (7 * 60 + 30)


def test_night_is_from_ten_to_five() -> None:
    assert [is_night(AT.replace(hour=hour)) for hour in (21, 22, 0, 4, 5)] == [False, True, True, True, False]


def test_who_has_a_shift_or_is_away_then_cannot_take_another() -> None:
    other = Line(UUID(int=3), MINASE, time(6), time(12), EVER, weekday=1)
    ill = Away(OTOWA, moment(date(2026, 11, 24), time(6)), moment(date(2026, 11, 25), time(6)))
    rota = Rota([NIGHTS, other], away=[ill])
    night = shift_of(rota, (NIGHTS.id, date(2026, 11, 23)))
    assert night

    assert [clashes(rota, night, one) for one in (HAYASE, KAMOI, OTOWA, MINASE)] == [False, False, True, True]


def test_what_is_wrong_with_a_line_is_named() -> None:
    assert list(flaws_of(NIGHTS)) == []
    assert list(flaws_of(replace(NIGHTS, kind=DayKind.BON, weekday=None))) == []
    wrong = replace(NIGHTS, weekday=None, every_weeks=0, last=EVER - timedelta(days=1))
    assert list(flaws_of(wrong)) == [Flaw.NO_WEEKDAY, Flaw.WEEKS, Flaw.BACKWARDS]


def test_a_gap_is_named_once_however_many_shifts_are_around_it() -> None:
    begin = moment(date(2026, 11, 23), time(12))
    rota = Rota([NIGHTS, BEHIND])

    first, second = gaps(rota, begin, begin + timedelta(days=1))
    assert (first.ends - first.begins, second.ends - second.begins) == (timedelta(hours=10), timedelta(hours=5))
    assert shifts(rota, first.begins, first.ends) == []
