from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from otasuke.simulating.delivery.driver import Course, Driver
from otasuke.simulating.delivery.tally import Tally
from otasuke.simulating.fleet import Fleet, FleetPlan
from simulating.delivery.gateway import Asked, Gateway, Reply, answer, gateway
from simulating.reading import MORNING_US

COURSE = Course(began_s=0, at_us=MORNING_US, duration_s=0.6, grace_s=10, factor=20, flush_s=0.2, connections=4)


def driven(
    reply: Callable[[Asked], Reply], course: Course = COURSE, *, factors: Callable[[int], float] = lambda _: 1.0
) -> tuple[Tally, Gateway, Fleet]:
    async def run() -> tuple[Tally, Gateway, Fleet]:
        fleet = Fleet(FleetPlan(4))
        async with gateway(reply) as server:
            driver = Driver(
                server=server.server,
                feeds=fleet.feeds,
                tokens=[f"{feed.tenant}/{feed.sensor}" for feed in fleet.feeds],
                factors=[factors(feed.company.number) for feed in fleet.feeds],
                course=course,
            )
            if course.is_ahead:
                driver.write_ahead()
            driver.course = replace(course, began_s=time.time())
            return await driver.run(), server, fleet

    return asyncio.run(run())


def events_in(asked: list[Asked]) -> int:
    return sum(one.data.count(b"\n") // (2 if "_bulk" in one.target else 1) for one in asked)


def test_everything_that_was_written_is_handed_over_once_under_its_own_token() -> None:
    tally, server, fleet = driven(lambda _: answer(200))

    assert tally.events == tally.acknowledged == events_in(server.asked) > 100
    assert not tally.unanswered
    assert len({one.data for one in server.asked}) == len(server.asked) == tally.bodies
    assert set(tally.handed) <= {(feed.tenant, feed.sensor) for feed in fleet.feeds}
    assert server.connections <= 4


def test_a_run_writes_no_more_than_its_pace_allows() -> None:
    tally, _, fleet = driven(lambda _: answer(200))

    span_s = COURSE.duration_s + COURSE.flush_s
    assert 0 < tally.events <= fleet.pace.at(1) * COURSE.factor * span_s + len(fleet.feeds)


def test_refused_bodies_come_again_with_the_same_bytes_until_they_are_taken() -> None:
    seen: Counter[bytes] = Counter()

    def reply(asked: Asked) -> Reply:
        seen[asked.data] += 1
        return (
            answer(200) if seen[asked.data] > 2 else answer(429 if seen[asked.data] > 1 else 503, b"", "Retry-After: 0")
        )

    tally, _, _ = driven(reply)

    assert tally.acknowledged == tally.events > 0
    assert set(seen.values()) == {3}
    assert tally.refused == {429: tally.bodies, 503: tally.bodies}


def test_a_dropped_connection_loses_nothing() -> None:
    seen: Counter[bytes] = Counter()

    def reply(asked: Asked) -> Reply:
        seen[asked.data] += 1
        return answer(200) if seen[asked.data] > 1 else None

    tally, _, _ = driven(reply)

    assert tally.acknowledged == tally.events > 0
    assert tally.lost == tally.bodies


def test_what_the_server_never_takes_is_counted_with_its_words() -> None:
    tally, _, _ = driven(lambda _: answer(401, b"this token is not known"))

    assert tally.acknowledged == 0
    assert tally.rejected == {401: tally.events}
    assert tally.words == {401: "this token is not known"}


def test_a_server_that_never_answers_well_leaves_them_unanswered() -> None:
    tally, _, _ = driven(lambda _: answer(503, b"", "Retry-After: 60"), replace(COURSE, grace_s=0.1))

    assert tally.unanswered.total() == tally.events > 0
    assert tally.handed == {}


def test_a_server_that_falls_silent_does_not_hold_the_run() -> None:
    tally, server, _ = driven(lambda _: b"", replace(COURSE, grace_s=0.1))

    assert len(server.asked) == COURSE.connections
    assert tally.unanswered.total() == tally.events > 0


def test_a_noisy_tenant_writes_many_times_its_share() -> None:
    noisy, _, fleet = driven(lambda _: answer(200), factors=lambda number: 10.0 if number == 0 else 1.0)
    quiet, _, _ = driven(lambda _: answer(200))

    tenant = fleet.companies[0].tenant

    def events(tally: Tally) -> int:
        return sum(handed.events for key, handed in tally.handed.items() if key[0] == tenant)

    assert events(noisy) > 5 * events(quiet) > 0


def test_no_body_has_more_events_than_allowed() -> None:
    _, server, _ = driven(lambda _: answer(200), replace(COURSE, factor=200, most_events=50))

    assert max(events_in([one]) for one in server.asked) <= 52


def test_a_run_that_is_stopped_ends() -> None:
    async def run() -> Tally:
        fleet = Fleet(FleetPlan(1))
        async with gateway(lambda _: answer(200)) as server:
            course = replace(COURSE, began_s=time.time(), duration_s=3600)
            tokens, factors = ["t"] * len(fleet.feeds), [1.0] * len(fleet.feeds)
            driver = Driver(
                server=server.server,
                feeds=fleet.feeds,
                tokens=tokens,
                factors=factors,
                course=course,
                is_stopped=lambda: True,
            )
            return await driver.run()

    assert asyncio.run(run()).events == 0


def test_what_was_written_ahead_is_handed_over_when_it_happened() -> None:
    began_s = time.time()
    tally, server, fleet = driven(lambda _: answer(200), replace(COURSE, is_ahead=True))

    assert tally.events == tally.acknowledged == events_in(server.asked) > 100
    for handed in tally.handed.values():
        for until_us, at_s in zip(handed.until_us, handed.at_s, strict=True):
            assert at_s >= began_s + (until_us - MORNING_US) / 1e6
    assert tally.events <= fleet.pace.at(1) * COURSE.factor * (COURSE.duration_s + COURSE.flush_s) + len(fleet.feeds)


def test_what_is_written_ahead_is_the_same_every_time() -> None:
    sent = [driven(lambda _: answer(200), replace(COURSE, is_ahead=True))[1].asked for _ in range(2)]

    one, other = ({asked.data for asked in each} for each in sent)
    assert len(one & other) > 0.8 * len(one | other), "but for the last ones, which may be too late"
