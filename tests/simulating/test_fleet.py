from __future__ import annotations

from datetime import timedelta

import pytest

from otasuke.simulating.company import WINDOWS
from otasuke.simulating.fleet import Fleet, FleetPlan
from simulating.reading import MORNING, MORNING_US, SECOND_US


def test_a_fleet_writes_as_much_as_it_says() -> None:
    fleet = Fleet(FleetPlan(20))
    wanted = fleet.pace.at(1) * 30

    bodies = [
        feed.take(MORNING_US, MORNING_US + 30 * SECOND_US, people=1, factor=1, seconds=30) for feed in fleet.feeds
    ]

    assert sum(body.events for body in bodies if body) == pytest.approx(wanted, rel=0.03)


def test_a_night_is_quieter_than_a_morning() -> None:
    fleet = Fleet(FleetPlan(20))

    assert fleet.rate(MORNING + timedelta(hours=16)) < 0.3 * fleet.rate(MORNING)


def test_every_device_has_a_feed_of_its_own_or_shares_the_company_s_collectors() -> None:
    own, shared = Fleet(FleetPlan(20)), Fleet(FleetPlan(20, collectors=True))

    assert len(own.feeds) == sum(own.devices().values())
    assert len({(feed.tenant, feed.sensor) for feed in own.feeds}) == len(own.feeds)
    assert own.devices() == shared.devices()
    assert len(shared.feeds) <= 2 * 20
    for feed in shared.feeds:
        assert len({device.kind in WINDOWS for device in feed.devices}) == 1


def test_a_part_of_a_fleet_is_the_same_as_in_the_whole() -> None:
    whole, part = Fleet(FleetPlan(6)), Fleet(FleetPlan(6), range(1, 6, 2))

    assert part.companies == whole.companies[1::2]


def test_the_feed_of_a_device_is_the_one_that_carries_it() -> None:
    fleet = Fleet(FleetPlan(5, collectors=True))
    company = fleet.companies[3]

    feed = fleet.feed_of(company, company.devices[0])

    assert feed.tenant == company.tenant
    assert company.devices[0] in feed.devices


@pytest.mark.parametrize("companies", [0, -1, 100_000])
def test_a_fleet_of_no_or_too_many_companies_is_refused(companies: int) -> None:
    with pytest.raises(ValueError, match=f"{companies} companies"):
        FleetPlan(companies)
