from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.health.event import CANARY_TENANT, Kind
from otasuke.pipeline.health.watch import BadState, SilenceWatch
from otasuke.pipeline.health.week import JAPAN, week_in
from pipeline.health import cast
from pipeline.health.cast import MONDAY, Works, reports

MINUTE = timedelta(minutes=1)
STOPPED = MONDAY + timedelta(weeks=3, hours=14)
"""A Monday afternoon."""
BERLIN = week_in("Europe/Berlin")
UTM, PC = ("sakura", "utm"), ("fuji", "経理-PC01")


def live(
    watch: SilenceWatch, works: dict[tuple[str, str], Works], since: datetime, until: datetime
) -> list[tuple[datetime, str]]:
    """Let sensors report, look every five minutes, confirm what is said. What was said, and when."""
    said, at = [], since
    while at < until:
        for (tenant, sensor), is_on in works.items():
            for moment in reports(is_on, at, at + 5 * MINUTE):
                watch.seen(tenant, sensor, moment, 10)
        at += 5 * MINUTE
        events = watch.check(at)
        said += [(at, f"{event.kind} {event.tenant}/{event.sensor}") for event in events]
        watch.confirm(events)
    return said


@pytest.fixture(scope="module")
def grown() -> bytes:
    """The state of a watch that has seen a UTM and a PC for three weeks, at the moment when both stop."""
    watch = SilenceWatch()
    assert live(watch, {UTM: cast.utm, PC: cast.office_pc}, MONDAY, STOPPED) == []
    return watch.saved()


@pytest.fixture
def watch(grown: bytes) -> SilenceWatch:
    return SilenceWatch.restored(grown)


def test_each_is_called_silent_once_and_back_once(watch: SilenceWatch):
    said = live(watch, {PC: cast.office_pc}, STOPPED, STOPPED + timedelta(hours=2))
    silent = watch.silent
    said += live(watch, {UTM: cast.utm, PC: cast.office_pc}, STOPPED + timedelta(hours=2), STOPPED + timedelta(hours=4))

    assert [what for _, what in said] == ["sensor_silent sakura/utm", "sensor_back sakura/utm"]
    assert said[0][0] - STOPPED <= timedelta(minutes=20)
    assert silent == (UTM,)
    assert watch.silent == ()


def test_the_event_says_in_words_and_figures_what_is_wrong(watch: SilenceWatch):
    for minutes in range(0, 41, 5):
        events = watch.check(STOPPED + timedelta(minutes=minutes))

    event = next(event for event in events if event.sensor == "utm")

    assert event.words == "utm has sent nothing for 15 minutes; usually about 120 events an hour at this time"
    assert (event.tenant, event.since) == ("sakura", STOPPED - 5 * MINUTE)
    assert event.figures["is_learnt"] == 1
    assert event.figures["quiet_s"] == 900
    assert 110 <= event.figures["usual_per_hour"] <= 130


def test_a_sensor_that_stopped_before_a_hard_kill_is_noticed_after_it(grown: bytes):
    restarted = SilenceWatch.restored(grown)
    late = STOPPED + timedelta(minutes=30)

    said = live(restarted, {PC: cast.office_pc}, late, late + timedelta(hours=2))

    assert [what for _, what in said] == ["sensor_silent sakura/utm"]
    # Fifteen minutes after it was heard, not counting those until our first look, five minutes late, and ten more.
    assert said[0][0] == late + timedelta(minutes=25)


def test_nobody_is_called_silent_for_the_time_in_which_we_were_down(grown: bytes):
    restarted = SilenceWatch.restored(grown)
    works = {UTM: cast.utm, PC: cast.office_pc}

    said = live(restarted, works, STOPPED + timedelta(days=5), STOPPED + timedelta(days=9))

    assert said == []


def test_a_restart_tells_nothing_twice_under_another_id(watch: SilenceWatch):
    for minutes in range(0, 41, 5):
        told = watch.check(STOPPED + timedelta(minutes=minutes))
    unconfirmed = SilenceWatch.restored(watch.saved())
    watch.confirm(told)
    confirmed = SilenceWatch.restored(watch.saved())

    assert unconfirmed.check(STOPPED + timedelta(minutes=41)) == told
    assert confirmed.check(STOPPED + timedelta(minutes=41)) == []


def test_who_forgot_that_it_told_says_it_again_under_the_same_id(grown: bytes):
    ids = []
    for _ in range(2):
        watch = SilenceWatch.restored(grown)
        for minutes in range(0, 41, 5):
            events = watch.check(STOPPED + timedelta(minutes=minutes))
        ids.append([event.id for event in events])

    assert ids[0] == ids[1] != []


def test_what_comes_late_does_not_bring_a_silent_sensor_back(watch: SilenceWatch):
    live(watch, {PC: cast.office_pc}, STOPPED, STOPPED + timedelta(hours=1))

    watch.seen("sakura", "utm", STOPPED - timedelta(hours=1), 10)

    assert watch.check(STOPPED + timedelta(hours=1)) == []
    assert watch.silent == (UTM,)


def test_replaying_the_last_hours_changes_nothing(watch: SilenceWatch):
    before = watch.check(STOPPED)
    for (tenant, sensor), works in {UTM: cast.utm, PC: cast.office_pc}.items():
        for at in reports(works, STOPPED - timedelta(hours=6), STOPPED):
            watch.seen(tenant, sensor, at, 10)

    assert watch.check(STOPPED) == before == []
    assert [what for _, what in live(watch, {PC: cast.office_pc}, STOPPED, STOPPED + timedelta(hours=1))] == [
        "sensor_silent sakura/utm"
    ]


def test_nobody_is_silent_while_the_doors_were_shut(watch: SilenceWatch):
    for minutes in range(0, 180, 5):
        at = STOPPED + timedelta(minutes=minutes)
        watch.deaf(at - 5 * MINUTE, at)
        assert watch.check(at) == []

    said = live(watch, {PC: cast.office_pc}, STOPPED + timedelta(hours=3), STOPPED + timedelta(hours=4))

    assert [what for _, what in said] == ["sensor_silent sakura/utm"]


@pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(hours=-3)])
def test_a_clock_that_jumps_makes_nobody_silent(jump: timedelta, watch: SilenceWatch):
    works = {UTM: cast.utm, PC: cast.office_pc}
    live(watch, works, STOPPED, STOPPED + timedelta(hours=1))

    away = live(watch, works, STOPPED + timedelta(hours=1) + jump, STOPPED + timedelta(hours=2) + jump)
    back = live(watch, works, STOPPED + timedelta(hours=2), STOPPED + timedelta(hours=3))

    assert away + back == []


def test_who_was_heard_in_the_future_is_missed_all_the_same(watch: SilenceWatch):
    watch.seen("sakura", "utm", STOPPED + timedelta(days=30), 1)

    said = live(watch, {}, STOPPED, STOPPED + timedelta(hours=1))

    assert "sensor_silent sakura/utm" in [what for _, what in said]


def test_a_removed_sensor_is_never_missed(watch: SilenceWatch):
    watch.forget("sakura", "utm")
    watch.forget("sakura", "never-heard-of")

    assert live(watch, {PC: cast.office_pc}, STOPPED, STOPPED + timedelta(hours=2)) == []
    assert watch.sensors == 1


def test_the_same_name_at_another_tenant_is_another_sensor(watch: SilenceWatch):
    said = live(watch, {("fuji", "utm"): cast.utm, PC: cast.office_pc}, STOPPED, STOPPED + timedelta(hours=2))

    assert [what for _, what in said] == ["sensor_silent sakura/utm"]


def test_canaries_are_watched_elsewhere():
    watch = SilenceWatch()

    watch.seen(CANARY_TENANT, "http", MONDAY, 1)

    assert watch.sensors == 0


@given(st.binary(max_size=300))
def test_other_bytes_are_no_state(data: bytes) -> None:
    with pytest.raises(BadState):
        SilenceWatch.restored(data)


def test_a_flipped_bit_in_a_state_is_found_unless_it_means_nothing(grown: bytes):
    for place in range(0, len(grown), max(1, len(grown) // 50)):
        flipped = grown[:place] + bytes([grown[place] ^ 16]) + grown[place + 1 :]

        try:
            restored = SilenceWatch.restored(flipped)
        except BadState:
            continue
        assert restored.saved() == grown


def test_what_is_kept_of_a_sensor_is_small(grown: bytes):
    assert len(grown) < 2_000


def test_kinds_of_events_are_told_apart(watch: SilenceWatch):
    live(watch, {}, STOPPED, STOPPED + timedelta(days=4))
    watch.seen("sakura", "utm", STOPPED + timedelta(days=4), 1)

    events = watch.check(STOPPED + timedelta(days=4))

    assert [event.kind for event in events] == [Kind.SENSOR_BACK]
    assert events[0].words == "utm sends again, after 4 days"


def test_sensors_live_by_the_week_of_their_tenant_also_after_a_restart(grown: bytes):
    watch = SilenceWatch.restored(grown)
    watch.week_of = {"sakura": BERLIN, "fuji": JAPAN}.__getitem__
    live(watch, {UTM: cast.utm, PC: cast.office_pc}, STOPPED, STOPPED + timedelta(minutes=5))

    restored = SilenceWatch.restored(watch.saved())

    assert {tenant: sensor.habit.week for (tenant, _), sensor in restored._sensors.items()} == {
        "sakura": BERLIN,
        "fuji": JAPAN,
    }
    assert restored.saved() == watch.saved()


def test_a_tenant_whose_zone_is_set_while_he_is_quiet_is_not_called_silent_for_it(watch: SilenceWatch):
    night = STOPPED.replace(hour=20)
    live(watch, {UTM: cast.utm, PC: cast.office_pc}, STOPPED, night)

    watch.week_of = lambda _: BERLIN

    assert live(watch, {UTM: cast.utm, PC: cast.office_pc}, night, night + timedelta(hours=30)) == []
    assert len(SilenceWatch.restored(watch.saved()).silent) == 0
