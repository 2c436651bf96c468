"""Counting the computers that are seen, for the comparison with those on contract and insured (contracts.policy.Seats)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef

from otasuke.web.contracts.models import Contract, SeatCount
from otasuke.web.contracts.selectors import newest_count
from otasuke.web.contracts.services import count_seats
from otasuke.web.contracts.states import State
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import devices_of, seats_seen
from otasuke.web.tenancy.scope import across, tenant_scope

_SERVED = (State.RUNNING.value, State.ENDING.value)


def count_seats_seen(*, now: datetime, on: date) -> int:
    """Write down how many are seen of each contract where that changed; of how many contracts it did.

    Companies without a single device are left out: their sensors were let in by other ways, and are not known here.
    """
    with across("contracts whose computers are counted"):
        has_devices = Exists(Device.objects.filter(customer=OuterRef("customer")))
        served = list(Contract.objects.select_related("customer").filter(has_devices, state__in=_SERVED))
    return sum(_count(contract, now=now, on=on) for contract in served)


def _count(contract: Contract, *, now: datetime, on: date) -> bool:
    with tenant_scope(contract.customer_id):
        number = seats_seen(devices_of(contract.customer), now=now)
        before = newest_count(contract, SeatCount.What.SEEN)
        if before is not None and before.number == number:
            return False
        count_seats(contract.id, SeatCount.What.SEEN, number=number, on=on, actor=None)
        return True
