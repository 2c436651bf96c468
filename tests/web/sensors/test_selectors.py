"""Reading devices, and that nobody reads another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.sensors.errors import NotFound
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import arrivals_of, device_of, devices_of, seats_seen
from otasuke.web.sensors.services import remove
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import device

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def heard(one: Device, at: datetime) -> None:
    with tenant_scope(one.customer_id):
        Device.objects.filter(id=one.id).update(first_seen=at, last_seen=at)


def test_a_company_sees_its_own_devices_as_they_were_added(companies) -> None:
    mine = [device(companies.minori, name=name) for name in ("一", "二", "三")]
    device(companies.kobato)
    remove(mine[1], actor=None)

    assert [one.name for one in devices_of(companies.minori)] == ["一", "三"]


def test_another_s_device_and_one_that_was_removed_are_not_found(companies) -> None:
    theirs, gone, mine = device(companies.kobato), device(companies.minori), device(companies.minori)
    remove(gone, actor=None)

    assert device_of(companies.minori, mine.id).id == mine.id
    for one in (theirs, gone):
        with pytest.raises(NotFound):
            device_of(companies.minori, one.id)


def test_arrivals_are_those_after_a_moment_who_came_last_stands_last(companies) -> None:
    one, two, three = (device(companies.minori) for _ in range(3))
    theirs = device(companies.kobato)
    heard(one, NOW + 2 * DAY)
    heard(two, NOW + DAY)
    heard(three, NOW)
    heard(theirs, NOW + DAY)

    assert [found.id for found in arrivals_of(companies.minori, since=NOW)] == [two.id, one.id]


def test_seats_seen_are_computers_that_were_heard_lately(companies) -> None:
    late, early, never = (device(companies.minori) for _ in range(3))
    utm, theirs = device(companies.minori, "utm", "入口", "yamaha"), device(companies.kobato)
    for one, at in ((late, NOW), (early, NOW - 40 * DAY), (utm, NOW), (theirs, NOW)):
        heard(one, at)

    assert seats_seen(devices_of(companies.minori), now=NOW + DAY) == 1
    remove(late, actor=None)
    assert seats_seen(devices_of(companies.minori), now=NOW + DAY) == 0
    assert never.last_seen is None
