from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.times import JST
from otasuke.pipeline.health.habit import LEAST_S, LONGEST_S, NEW_S, Habit, due_at_s, silence_of
from otasuke.pipeline.health.week import JAPAN, Week, hour_of
from pipeline.health import cast
from pipeline.health.cast import MONDAY, Works, habit_of, reports


def due(habit: Habit) -> datetime:
    return datetime.fromtimestamp(due_at_s(habit, {}), JST)


def heard(habit: Habit, works: Works, since: datetime, until: datetime) -> list[datetime]:
    """The moments in that time at which the sensor would have been called silent just before it reported."""
    wrong = []
    for at in reports(works, since, until):
        if at.timestamp() - habit.last >= LEAST_S and silence_of(habit, at, {}) is not None:
            wrong.append(at)
        habit.hear(at.timestamp(), 10, {})
    return wrong


@pytest.mark.parametrize(
    ("works", "stops", "not_before", "not_after"),
    [
        # One that always sends is missed within the half hour, at night as well as on a Sunday.
        (cast.utm, "2026-06-24 03:00", "2026-06-24 03:10", "2026-06-24 03:30"),
        (cast.utm, "2026-06-28 14:00", "2026-06-28 14:10", "2026-06-28 14:30"),
        (cast.heartbeat, "2026-06-24 03:00", "2026-06-24 05:00", "2026-06-24 07:00"),
        (cast.nightly_backup, "2026-06-24 12:00", "2026-06-26 03:00", "2026-06-28 03:00"),
        # One that sleeps may stay away for a day, for somebody may be ill, but not for two.
        (cast.office_pc, "2026-06-24 18:00", "2026-06-26 09:00", "2026-06-26 18:00"),
        (cast.office_pc, "2026-06-26 18:00", "2026-06-30 09:00", "2026-06-30 18:00"),
        (cast.shop_till, "2026-06-23 19:00", "2026-06-26 10:00", "2026-06-26 19:00"),
        (cast.night_shift, "2026-06-27 06:00", "2026-06-30 20:00", "2026-07-01 06:00"),
    ],
)
def test_silence_is_noticed_when_the_habit_says_so(works: Works, stops: str, not_before: str, not_after: str):
    stop = datetime.fromisoformat(stops).replace(tzinfo=JST)
    habit = habit_of(works, weeks=(stop - MONDAY) / timedelta(weeks=1))

    noticed = due(habit)

    assert f"{noticed:%Y-%m-%d %H:%M}" >= not_before
    assert f"{noticed:%Y-%m-%d %H:%M}" <= not_after
    assert silence_of(habit, noticed - timedelta(seconds=1), {}) is None
    assert silence_of(habit, noticed, {}) is not None


@pytest.mark.parametrize(
    "works", [cast.utm, cast.office_pc, cast.shop_till, cast.night_shift, cast.nightly_backup, cast.heartbeat]
)
def test_who_goes_on_as_ever_is_never_called_silent(works: Works):
    """Half a year with eight holidays, Bon, and the turn of the year; an office closes on all of them."""
    habit = habit_of(works, weeks=1)

    wrong = heard(habit, works, MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=32))

    assert habit.is_learnt
    assert wrong == []


def test_golden_week_is_no_silence_but_the_day_after_the_next_is():
    """In 2026 an office may close from Wednesday 29 April to Wednesday 6 May."""
    april = datetime(2026, 3, 30, tzinfo=JST)
    habit = habit_of(
        cast.office_pc, since=april, weeks=(datetime(2026, 4, 29, tzinfo=JST) - april) / timedelta(weeks=1)
    )

    noticed = due(habit)

    assert f"{noticed:%m-%d}" == "05-08"


@pytest.mark.parametrize("closed", ["2026-08-13", "2026-12-29", "2026-11-03"])
def test_a_holiday_counts_as_a_sunday_for_who_closes_on_sundays(closed: str):
    day = datetime.fromisoformat(closed).replace(tzinfo=JST)
    habit = habit_of(cast.office_pc, since=day - timedelta(weeks=4))

    # The five minutes before it was switched off are not nothing.
    assert habit.missed_s((day + timedelta(days=1)).timestamp(), {}) <= 300


def test_a_holiday_counts_as_a_sunday_for_who_opens_on_sundays():
    day = datetime(2026, 11, 3, tzinfo=JST)
    habit = habit_of(cast.shop_till, since=day - timedelta(weeks=4))

    assert habit.missed_s((day + timedelta(days=1)).timestamp(), {}) > 8 * 3600


def test_days_off_teach_nothing():
    day = datetime(2026, 11, 3, tzinfo=JST)
    habit = habit_of(cast.utm, since=day - timedelta(weeks=4))
    habit.hear(day.timestamp(), 1, {})
    before = bytes(habit.activity)

    habit.hear((day + timedelta(hours=23, minutes=59)).timestamp(), 1, {})

    assert bytes(habit.activity) == before


def test_a_new_sensor_has_a_fixed_limit_of_working_days():
    friday = datetime(2026, 11, 20, 15, tzinfo=JST)

    habit = Habit(friday.timestamp())

    # Nine hours of Friday; a weekend and 勤労感謝の日; 39 hours from Tuesday on.
    assert due(habit) == datetime(2026, 11, 25, 15, tzinfo=JST)
    assert habit.tolerated_s() == NEW_S
    silence = silence_of(habit, due(habit), {})
    assert silence is not None
    assert not silence.is_learnt


def test_a_new_sensor_that_reports_once_a_week_teaches_that():
    habit = Habit(MONDAY.timestamp())
    for week in range(1, 5):
        habit.hear((MONDAY + timedelta(weeks=week)).timestamp(), 1, {})

    assert due(habit) > MONDAY + timedelta(weeks=5)


def test_a_silence_says_since_when_what_is_usual_and_how_sure_it_is():
    habit = habit_of(cast.utm)
    last = datetime.fromtimestamp(habit.last, UTC)

    soon, later = (silence_of(habit, last + timedelta(minutes=minutes), {}) for minutes in (40, 400))

    assert soon is not None
    assert later is not None
    assert soon.since == last
    assert soon.quiet_s == 2400
    assert soon.usual_per_hour is not None
    assert 110 <= soon.usual_per_hour <= 130
    assert soon.is_learnt
    assert 0.6 <= soon.certainty < later.certainty < 1


def test_longer_pauses_than_before_teach_patience_and_are_forgotten():
    habit = habit_of(cast.utm)
    at = MONDAY + timedelta(weeks=4)
    before_s = habit.tolerated_s()
    for _ in range(4):
        at += timedelta(seconds=before_s - 60)
        habit.hear(at.timestamp(), 1, {})
    after_s = habit.tolerated_s()
    for moment in reports(cast.utm, at, at + timedelta(weeks=12)):
        habit.hear(moment.timestamp(), 1, {})

    assert after_s > 1.5 * before_s
    assert habit.tolerated_s() < 1.2 * before_s


def test_one_long_silence_does_not_teach_us_to_wait_as_long():
    habit = habit_of(cast.utm)
    before_s = habit.tolerated_s()

    habit.hear((MONDAY + timedelta(weeks=6)).timestamp(), 1, {})

    assert habit.tolerated_s() <= 1.6 * before_s
    assert habit.missed_s((MONDAY + timedelta(weeks=6, hours=1)).timestamp(), {}) > 1000


def test_new_opening_hours_are_learnt_within_weeks_however_old_the_habit_is():
    habit = habit_of(cast.utm, weeks=20)
    since = MONDAY + timedelta(weeks=20)
    heard(habit, cast.shop_till, since, since + timedelta(weeks=8))

    assert max(habit.activity[:9]) < 40
    assert heard(habit, cast.shop_till, since + timedelta(weeks=8), since + timedelta(weeks=12)) == []


def test_time_in_which_we_were_deaf_is_no_silence_and_teaches_nothing():
    habit = habit_of(cast.utm)
    last_s, first = habit.last, hour_of(habit.last)
    deaf = dict.fromkeys(range(first, first + 30), 3600.0)
    activity = bytes(habit.activity)

    noticed_s = due_at_s(habit, deaf)
    habit.hear(noticed_s - 1, 1, deaf)

    assert noticed_s >= last_s + 28 * 3600
    assert bytes(habit.activity) == activity


def test_what_comes_again_or_late_teaches_nothing_wrong():
    once, again = habit_of(cast.office_pc), habit_of(cast.office_pc)
    for at in list(reports(cast.office_pc, MONDAY, MONDAY + timedelta(weeks=4)))[-200:]:
        again.hear(at.timestamp(), 10, {})

    assert due_at_s(again, {}) == due_at_s(once, {})
    assert again.activity == once.activity


@given(
    st.lists(st.tuples(st.floats(-1e5, 1e6), st.integers(0, 10**9)), max_size=60),
    st.dictionaries(st.integers(494_000, 500_000), st.floats(0.1, 3600), max_size=20),
)
def test_a_silence_is_never_shorter_than_the_least_nor_unnoticed_for_ever(
    steps: list[tuple[float, int]], deaf: dict[int, float]
) -> None:
    at_s = MONDAY.timestamp()
    habit = Habit(at_s)
    for step_s, count in steps:
        at_s += step_s
        habit.hear(max(0.0, at_s), count, deaf)

    noticed_s = due_at_s(habit, deaf)

    assert habit.last + LEAST_S <= noticed_s <= habit.last + LONGEST_S
    assert silence_of(habit, datetime.fromtimestamp(noticed_s - 1, UTC), deaf) is None
    found = silence_of(habit, datetime.fromtimestamp(noticed_s + 1, UTC), deaf)
    assert found is not None
    assert 0 <= found.certainty <= 1


BERLIN = Week("Europe/Berlin")


def office_in_berlin(since: datetime, until: datetime) -> list[float]:
    """When a PC reports that is on from nine to six, from Monday to Friday, in Berlin."""
    zone = ZoneInfo(BERLIN.name)
    return [at.timestamp() for at in reports(lambda at: office_hours(at.astimezone(zone)), since, until)]


def office_hours(at: datetime) -> bool:
    return at.weekday() < 5 and 9 <= at.hour < 18


def test_the_clocks_of_a_tenant_are_set_forward_with_him():
    """Where the last Sunday of March is between two weeks; in Japan's week the PC would be an hour early from then on."""
    monday = datetime(2026, 3, 2, tzinfo=JST)
    habit = Habit(monday.timestamp(), BERLIN)
    for at_s in office_in_berlin(monday, monday + timedelta(weeks=4)):
        habit.hear(at_s, 10, {})

    after = datetime(2026, 3, 31, 9, 30, tzinfo=ZoneInfo(BERLIN.name))

    assert habit.expected(hour_of(after.timestamp())) > 0.5
    assert habit.expected(hour_of((after - timedelta(hours=1)).timestamp())) == 0
    assert habit.expected(hour_of((after + timedelta(hours=9)).timestamp())) == 0


def test_who_moves_to_another_week_expects_the_same_at_the_same_moments():
    habit = habit_of(cast.office_pc, weeks=3)
    hours = range(hour_of(MONDAY.timestamp()), hour_of(MONDAY.timestamp()) + 168)
    before = [habit.expected(hour) for hour in hours]

    habit.live_by(BERLIN)
    moved = [habit.expected(hour) for hour in hours]
    habit.live_by(JAPAN)

    assert moved == before
    assert [habit.expected(hour) for hour in hours] == before


def test_a_new_sensor_may_be_quiet_for_two_working_days_of_its_own_country():
    """Where it is Saturday morning in Japan it is Friday afternoon in Honolulu."""
    saturday = datetime(2026, 6, 6, 9, tzinfo=JST).timestamp()
    here, there = Habit(saturday), Habit(saturday, Week("Pacific/Honolulu"))

    assert due(here) == datetime(2026, 6, 10, tzinfo=JST)
    assert due(there) == datetime(2026, 6, 9, 14, tzinfo=ZoneInfo("Pacific/Honolulu"))
