from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.detect.learn.learning import Learning, moment

DAY = 86400.0


def test_the_first_days_of_a_tenant_are_learnt_and_later_ones_are_not() -> None:
    learning = Learning(timedelta(days=2))

    assert [learning.is_on("sakura", at * DAY) for at in (100, 100.9, 103, 104, 103.2)] == [
        True,
        True,
        True,
        False,
        True,
    ]
    assert learning.is_on("fuji", 200 * DAY)


def test_a_clock_that_begins_in_1970_costs_one_day() -> None:
    learning = Learning(timedelta(days=3))

    assert learning.is_on("sakura", 0.0)
    assert learning.is_on("sakura", 20000 * DAY)
    assert learning.is_on("sakura", 20001 * DAY)
    assert not learning.is_on("sakura", 20002 * DAY)


def test_without_learning_everything_counts_from_the_beginning() -> None:
    assert not Learning(timedelta(0)).is_on("sakura", DAY)


def test_a_tenant_may_have_days_of_his_own_which_may_be_changed() -> None:
    days = {"sakura": 1, "fuji": 0}
    learning = Learning(timedelta(days=2), days.get)

    assert [learning.is_on(one, at * DAY) for one in ("sakura", "fuji", "hagi") for at in (100, 101, 102)] == [
        *(True, False, False),
        *(False, False, False),
        *(True, True, False),
    ]
    days["sakura"] = 2
    assert [learning.is_on("sakura", at * DAY) for at in (103, 104)] == [True, False]
    days["sakura"] = 0
    assert not learning.is_on("sakura", 103 * DAY)


def test_what_was_learnt_survives_a_restart() -> None:
    first = Learning(timedelta(days=1))
    first.is_on("sakura", 5 * DAY)
    second = Learning(timedelta(days=1))
    second.restore(first.state())

    assert second.tenants == 1
    assert not second.is_on("sakura", 6 * DAY)


def test_moments_are_aware() -> None:
    assert moment(0) == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_last_moment_of_the_calendar_stays_in_it() -> None:
    last = datetime.max.replace(tzinfo=UTC)

    assert moment(last.timestamp() + 1).year == 9999
