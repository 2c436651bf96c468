from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from otasuke.simulating.company import Kind
from otasuke.simulating.delivery.driver import Course
from otasuke.simulating.delivery.tally import Tally
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.run import Attacks, Run, attacks_in, factor_for, hide_attacks
from simulating.delivery.gateway import Asked, answer, gateway
from simulating.reading import MORNING_US, lines_of, read

COURSE = Course(began_s=0, at_us=MORNING_US, duration_s=1.0, grace_s=10, factor=10, flush_s=0.2, connections=4)


def driven(
    plan: FleetPlan, attacks: Attacks, *, workers: int, course: Course = COURSE
) -> tuple[Tally, Sequence[Asked]]:
    async def story() -> tuple[Tally, Sequence[Asked]]:
        async with gateway(lambda _: answer(200)) as server:
            run = Run(Fleet(plan), server.server, course, attacks, workers)
            tokens = {key: "/".join(key) for key in run.keys()}  # noqa: SIM118
            return await run.drive(tokens, is_stopped=lambda: False), server.asked

    return asyncio.run(story())


@pytest.mark.parametrize(("workers", "is_ahead"), [(1, False), (2, False), (1, True), (2, True)])
def test_every_worker_drives_a_part_of_the_same_fleet(workers: int, *, is_ahead: bool) -> None:
    tally, asked = driven(FleetPlan(4), Attacks(), workers=workers, course=replace(COURSE, is_ahead=is_ahead))

    tenants = {company.tenant for company in Fleet(FleetPlan(4)).companies}
    assert tally.acknowledged == tally.events > 0
    assert tally.bodies == len(asked)
    assert {tenant for tenant, _ in tally.handed} == tenants


def test_attacks_reach_the_server_at_their_company() -> None:
    plan = FleetPlan(3)
    attacks = attacks_in(plan, COURSE, count=1)

    tally, asked = driven(plan, attacks, workers=1)

    run = Run(Fleet(plan), None, COURSE, attacks)  # type: ignore[arg-type]
    (attack,) = run.staged()
    sensors = run.sensors()
    device, step = attack.steps[0]
    sensor = sensors[attack.company.tenant, attack.company.computer_name(device)]
    assert tally.handed[attack.company.tenant, sensor].when(step.at_us) is not None
    assert sum(one.data.count(b"kgwmx") > 0 for one in asked) > 0


def test_what_the_events_name_leads_back_to_the_sensor() -> None:
    for collectors in (False, True):
        run = Run(Fleet(FleetPlan(12, collectors=collectors)), None, COURSE)  # type: ignore[arg-type]
        sensors = run.sensors()
        for feed in run.fleet.feeds:
            body = feed.take(MORNING_US, MORNING_US + 60_000_000, people=1, factor=1, seconds=60)
            assert body is not None
            for event in read(lines_of(body), sensor=feed.sensor):
                assert sensors[feed.tenant, event.sensor] == feed.sensor


def test_a_rate_is_what_the_fleet_writes_at_the_beginning() -> None:
    fleet = Fleet(FleetPlan(30))

    factor = factor_for(1234.0, fleet, MORNING_US)

    assert fleet.pace.at(1) * factor == pytest.approx(1234, rel=0.1)


def test_recordings_are_hidden_before_stories() -> None:
    record = b'{"@timestamp":"2020-01-01T00:00:00Z","Channel":"Security","EventID":"4688","Hostname":"H"}'

    attacks = attacks_in(FleetPlan(5), COURSE, count=0, recordings=[("r.ndjson", record)])

    assert [one.story for one in attacks.planned] == ["recording:r.ndjson"]


def test_hidden_steps_wait_in_the_feed_of_their_device() -> None:
    plan = FleetPlan(3)
    fleet, attacks = Fleet(plan), attacks_in(plan, replace(COURSE, duration_s=60), count=3)

    hide_attacks(attacks, fleet)

    bodies = [feed.take(MORNING_US, MORNING_US + 60_000_000, people=0, factor=0, seconds=60) for feed in fleet.feeds]
    staged = Run(Fleet(plan), None, COURSE, attacks).staged()  # type: ignore[arg-type]
    assert sum(body.events for body in bodies if body) - sum(len(attack.steps) for attack in staged) in range(
        len(fleet.feeds)
    )
    assert {device.kind for attack in staged for device, _ in attack.steps} >= {Kind.PC}
