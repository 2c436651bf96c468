"""Counting the computers that are seen."""

from __future__ import annotations

from datetime import date, timedelta

from contract_cast import START, running_contract
from otasuke.web.contracts.models import SeatCount
from otasuke.web.contracts.selectors import newest_count
from otasuke.web.sensors.counting import count_seats_seen
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import NOW, device

TODAY = date(2026, 11, 20)


def seen(one: Device, at=NOW) -> None:
    with tenant_scope(one.customer_id):
        Device.objects.filter(id=one.id).update(first_seen=at, last_seen=at)


def test_the_computers_of_a_contract_are_counted_when_their_number_changes(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
    first, second = device(companies.minori), device(companies.minori)
    seen(first)

    assert count_seats_seen(now=NOW, on=TODAY) == 1
    assert count_seats_seen(now=NOW, on=TODAY + timedelta(days=1)) == 0
    seen(second)
    assert count_seats_seen(now=NOW, on=TODAY + timedelta(days=2)) == 1

    with tenant_scope(companies.minori.id):
        counts = SeatCount.objects.order_by("counted_on").values_list("counted_on", "number")
        assert list(counts) == [(TODAY, 1), (TODAY + timedelta(days=2), 2)]
        newest = newest_count(contract, SeatCount.What.SEEN)
    assert newest is not None
    assert newest.number == 2


def test_who_has_no_device_or_no_service_is_not_counted(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
    seen(device(companies.kobato))

    assert START < TODAY
    assert count_seats_seen(now=NOW, on=TODAY) == 0
