from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.quotas import Limit, Quota, Quotas, Refusal

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
SMALL = Quota(bytes_per_s=10, burst_bytes=100, events_per_s=2, burst_events=20, bytes_per_day=None)
SAKURA, FUJI = "sakura", "fuji"

STEPS = st.lists(
    st.tuples(st.floats(-5, 20, allow_nan=False), st.integers(0, 120), st.integers(0, 30), st.integers(0, 50)),
    max_size=60,
)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@given(STEPS)
def test_no_more_is_ever_let_in_than_the_burst_and_what_the_rate_brings(
    steps: list[tuple[float, int, int, int]],
) -> None:
    quotas, clock, passed_s, admitted, events, largest = Quotas(SMALL), 0.0, 0.0, 0, 0, 0

    for wait_s, size_bytes, held, _ in steps:
        clock += wait_s
        passed_s += max(0.0, wait_s)
        if quotas.admit(SAKURA, size_bytes, at(clock)) is None:
            quotas.charge(SAKURA, events=held, more_bytes=0, now=at(clock))
            admitted, events, largest = admitted + size_bytes, events + held, max(largest, held)

        assert admitted <= SMALL.burst_bytes + SMALL.bytes_per_s * passed_s + 1e-3
        assert events <= SMALL.burst_events + SMALL.events_per_s * passed_s + largest + 1e-3


@given(STEPS)
def test_what_was_refused_is_not_charged(steps: list[tuple[float, int, int, int]]) -> None:
    once, stubborn, clock = Quotas(SMALL), Quotas(SMALL), 0.0

    for wait_s, size_bytes, held, more in steps:
        clock += abs(wait_s)
        answers = [quotas.admit(SAKURA, size_bytes, at(clock)) for quotas in (once, stubborn)]
        if answers[0] is None:
            for quotas in (once, stubborn):
                quotas.charge(SAKURA, events=held, more_bytes=more, now=at(clock))
        else:
            stubborn.admit(SAKURA, size_bytes, at(clock))

        assert answers[0] == answers[1]


@given(STEPS, STEPS)
def test_what_one_tenant_does_changes_nothing_for_another(
    mine: list[tuple[float, int, int, int]], noise: list[tuple[float, int, int, int]]
) -> None:
    alone, crowded, clock = Quotas(SMALL), Quotas(SMALL), 0.0

    for number, (wait_s, size_bytes, held, more) in enumerate(mine):
        clock += wait_s
        for _, size, events, _ in noise[number : number + 3]:
            crowded.admit(FUJI, size, at(clock))
            crowded.charge(FUJI, events=events, more_bytes=1000, now=at(clock))
        answers = [quotas.admit(SAKURA, size_bytes, at(clock)) for quotas in (alone, crowded)]
        for quotas in (alone, crowded):
            quotas.charge(SAKURA, events=held, more_bytes=more, now=at(clock))

        assert answers[0] == answers[1]


@given(STEPS)
def test_who_waits_as_long_as_it_was_told_gets_in(steps: list[tuple[float, int, int, int]]) -> None:
    quotas, clock = Quotas(SMALL), 0.0

    for wait_s, size_bytes, held, more in steps:
        clock += abs(wait_s)
        refusal = quotas.admit(SAKURA, size_bytes, at(clock))
        waits = 0
        while refusal is not None and refusal.wait_s is not None and waits < 3:
            clock, waits = clock + refusal.wait_s + 0.001, waits + 1
            refusal = quotas.admit(SAKURA, size_bytes, at(clock))
        quotas.charge(SAKURA, events=held, more_bytes=more, now=at(clock))

        assert refusal is None or refusal.limit is Limit.SIZE


def test_a_quiet_day_saves_up_no_more_than_the_burst():
    quotas = Quotas(SMALL)
    quotas.admit(SAKURA, 1, NOON)
    tomorrow = NOON + timedelta(days=1)

    first, second = quotas.admit(SAKURA, 100, tomorrow), quotas.admit(SAKURA, 1, tomorrow)
    quotas.charge(SAKURA, events=20, more_bytes=0, now=at(86410))

    assert first is None
    assert second == Refusal(Limit.BYTES, 0.1)
    assert quotas.admit(SAKURA, 1, at(86410)) == Refusal(Limit.EVENTS, 0.5)


def test_each_limit_refuses_with_its_own_reason_and_wait():
    def refused(quota: Quota, size_bytes: int = 1, *, events: int = 0, more_bytes: int = 0) -> Refusal | None:
        quotas = Quotas(quota)
        quotas.charge(SAKURA, events=events, more_bytes=more_bytes, now=NOON)
        return quotas.admit(SAKURA, size_bytes, NOON)

    daily = Quota(bytes_per_day=1000)

    assert refused(SMALL, 101) == Refusal(Limit.SIZE, None)
    assert refused(SMALL, 50, more_bytes=70) == Refusal(Limit.BYTES, 2.0)
    assert refused(SMALL, events=25) == Refusal(Limit.EVENTS, 3.0)
    assert refused(daily, more_bytes=1000) == Refusal(Limit.DAY, 12 * 3600)
    assert refused(SMALL, 100) is None


def test_every_refusal_has_words():
    assert all(Refusal(limit, None).words for limit in Limit)


def test_a_day_begins_at_midnight_in_japan():
    quotas = Quotas(Quota(bytes_per_day=1000))
    quotas.admit(SAKURA, 1000, NOON)

    before = quotas.admit(SAKURA, 1, NOON + timedelta(hours=12) - timedelta(seconds=1))
    after = quotas.admit(SAKURA, 1, NOON + timedelta(hours=12))

    assert before == Refusal(Limit.DAY, 1.0)
    assert after is None


def test_a_clock_that_is_set_back_and_forth_gives_nothing_twice():
    quotas = Quotas(SMALL)
    quotas.admit(SAKURA, 100, NOON)

    for _ in range(10):
        quotas.admit(SAKURA, 0, at(-3600))

    assert quotas.admit(SAKURA, 1, at(-3600)) is not None


def test_quotas_can_be_changed_while_they_are_used():
    quotas = Quotas(SMALL, {FUJI: Quota(burst_bytes=500, bytes_per_s=1)})
    before = quotas.admit(SAKURA, 400, NOON), quotas.admit(FUJI, 400, NOON)

    quotas.change(Quota(bytes_per_s=1, burst_bytes=1000), {FUJI: SMALL})

    assert before == (Refusal(Limit.SIZE, None), None)
    assert quotas.admit(SAKURA, 100, NOON) is None
    assert quotas.admit(FUJI, 101, NOON) == Refusal(Limit.SIZE, None)
    assert quotas.quota_of(FUJI) == SMALL


@pytest.mark.parametrize("name", ["bytes_per_s", "burst_bytes", "events_per_s", "burst_events", "bytes_per_day"])
def test_a_quota_that_would_let_nothing_in_is_refused(name: str):
    with pytest.raises(ValueError, match=f"{name} is 0"):
        Quota(**{name: 0})


def test_the_day_survives_a_restart_but_a_broken_state_is_told():
    quotas = Quotas(Quota(bytes_per_day=1000))
    quotas.admit(SAKURA, 900, NOON)
    restarted, tomorrow = Quotas(Quota(bytes_per_day=1000)), Quotas(Quota(bytes_per_day=1000))

    restarted.restore(quotas.saved(), at(60))
    tomorrow.restore(quotas.saved(), NOON + timedelta(days=1))

    assert restarted.admit(SAKURA, 101, at(60)) is not None
    assert restarted.admit(SAKURA, 100, at(60)) is None
    assert tomorrow.admit(SAKURA, 1000, NOON + timedelta(days=1)) is None


@pytest.mark.parametrize("saved", [b"", b"[]", b'{"a": 1}', b'{"a": [1, "x"]}', b"\xff"])
def test_a_state_that_cannot_be_read_changes_nothing(saved: bytes):
    quotas = Quotas()

    with pytest.raises(ValueError):
        quotas.restore(saved, NOON)

    assert quotas.saved() == b"{}"


def test_who_has_not_sent_for_long_is_forgotten():
    quotas, most = Quotas(SMALL), 0

    for day in range(10):
        for number in range(2_000):
            quotas.admit(f"tenant-{day}-{number}", 1, NOON + timedelta(days=day))
            most = max(most, len(quotas._accounts))

    assert most <= 4_096
